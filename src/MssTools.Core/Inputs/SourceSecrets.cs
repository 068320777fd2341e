using System.Text;
using MssTools.Core.Inputs.Ffmpeg;

namespace MssTools.Core.Inputs;

/// <summary>
/// What of an input nobody may see: passwords, tokens and stream keys of its address, and what a child's command line has of them.
/// Whatever is shown, logged or kept of an input goes through here, because servers and children repeat what they were told.
/// </summary>
internal sealed class SourceSecrets
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Stars = "***";

    /// <summary>A shorter one is hidden in its address only: everywhere else it would be found in words.</summary>
    private const int Shortest = 3;

    private readonly string _source;
    private readonly string _shown;
    private readonly string[] _secrets;

    private SourceSecrets(string source, string shown, IEnumerable<string> secrets)
    {
        (_source, _shown) = (source, shown);
        IEnumerable<string> forms = secrets.SelectMany(Forms).Where(s => s.Length >= Shortest && s != Stars).Distinct();
        _secrets = [.. forms.OrderByDescending(s => s.Length)];
    }

    /// <summary>Those of nothing.</summary>
    public static SourceSecrets None { get; } = new("", "", []);

    /// <summary>The secrets of an input.</summary>
    /// <param name="source">A path, an address, or <c>ffmpeg:</c> and its arguments.</param>
    public static SourceSecrets Of(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!SourceFactory.IsAddress(source))
        {
            return None;
        }

        var found = new List<string>();
        if (!FfmpegArguments.IsFfmpeg(source))
        {
            return new SourceSecrets(source, AddressSecrets.MaskWhole(source, found), found);
        }

        found.AddRange(FfmpegSecrets.Find(source));
        string shown = found.Where(secret => secret.Length >= Shortest).OrderByDescending(secret => secret.Length)
            .Aggregate(source, (text, secret) => text.Replace(secret, Stars, StringComparison.Ordinal));
        return new SourceSecrets(source, AddressSecrets.Mask(shown), found);
    }

    /// <summary>An input as people may see it. It is the same where there is no secret in it.</summary>
    public static string Shown(string source) => SourceFactory.IsAddress(source) ? Of(source)._shown : source;

    /// <summary>A text with stars in the places of the secrets of inputs that it quotes.</summary>
    public static string ShownIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int child = text.IndexOf(FfmpegArguments.Scheme, StringComparison.OrdinalIgnoreCase);
        return child < 0 ? AddressSecrets.Mask(text) : AddressSecrets.Mask(text[..child]) + Shown(text[child..]);
    }

    /// <summary>True for what <see cref="Shown"/> gave where there was a secret: it can be opened no more.</summary>
    public static bool IsMasked(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SourceFactory.IsAddress(source) && source.Contains(Stars, StringComparison.Ordinal);
    }

    /// <summary>A text without the secrets, those of other addresses in it included.</summary>
    public string Hide(string text)
    {
        text = _source.Length > 0 ? text.Replace(_source, _shown, StringComparison.Ordinal) : text;
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Stars, StringComparison.Ordinal);
        }

        return AddressSecrets.Mask(text);
    }

    /// <summary>A failure without the secrets, and without its cause, which may name them.</summary>
    public MssException Hide(MssException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new MssException(failure.Code, Hide(failure.Message), Hide(failure.RecommendedAction));
    }

    // As they are written, as they are meant, and as headers carry them.
    private static IEnumerable<string> Forms(string secret)
    {
        string meant = Uri.UnescapeDataString(secret);
        return [secret, meant, Uri.EscapeDataString(meant), Convert.ToBase64String(Encoding.UTF8.GetBytes(meant))];
    }
}
