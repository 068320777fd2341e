using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Core.EvoStream;

/// <summary>
/// The HTTP form of a command: <c>http://host:7777/createMSSStream?params=</c> and the settings in base64, with or without what
/// stands before the name.
/// </summary>
internal static partial class EvoStreamAddress
{
    /// <summary>Longest address, in characters: the longest command in base64, each character of which may be percent-encoded.</summary>
    public const int LongestAddress = 4 * EvoStreamReader.LongestCommand;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True for a line of this form.</summary>
    public static bool Is(string line) => Start().IsMatch(line);

    /// <summary>The command as it is typed at the command line.</summary>
    /// <param name="line">A line for which <see cref="Is"/> is true.</param>
    /// <exception cref="MssException">InvalidSetting: it is too long, has other parts, or what is in it is no base64 of text.</exception>
    public static string CommandIn(string line)
    {
        line = line.Trim();
        Match match = line.Length <= LongestAddress ? Form().Match(line) : Match.Empty;
        if (!match.Success)
        {
            throw Refusal(
                line.Length <= LongestAddress
                    ? "The address is not of the form http://host:port/command?params=base64."
                    : $"The address has {line.Length} characters; {LongestAddress} are read.");
        }

        return $"{match.Groups["name"].Value} {Decode(match.Groups["params"].Value)}";
    }

    // Both alphabets, and without padding, too: scripts in many languages made these.
    private static string Decode(string parameters)
    {
        string base64 = Uri.UnescapeDataString(parameters).Trim().Replace(' ', '+').Replace('-', '+').Replace('_', '/').TrimEnd('=');
        byte[] bytes = new byte[(base64.Length * 3 / 4) + 3];
        int padding = (4 - (base64.Length % 4)) % 4;
        if (!Convert.TryFromBase64String(base64.PadRight(base64.Length + padding, '='), bytes, out int length))
        {
            throw Refusal("What follows params= is no base64.");
        }

        try
        {
            return s_strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException notText)
        {
            throw Refusal("What follows params= is no base64 of text.", notText);
        }
    }

    private static MssException Refusal(string message, Exception? cause = null) => new(
        MssError.InvalidSetting, message, "Give the address as the script of the media server calls it, or the command as it is typed.", cause);

    [GeneratedRegex(@"^\s*(https?://|[A-Za-z][A-Za-z0-9]*\?)", RegexOptions.IgnoreCase)]
    private static partial Regex Start();

    [GeneratedRegex(@"^(https?://[^\s?#]+/)?(?<name>[A-Za-z][A-Za-z0-9]*)/?(\?params=(?<params>[^&#]*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
