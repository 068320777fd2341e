using System.Text.RegularExpressions;
using MssTools.Core.Access;
using MssTools.Core.Inputs.Ffmpeg;

namespace MssTools.Core.Inputs;

/// <summary>Finds the secrets of a child ffmpeg's arguments: the values of options that carry them.</summary>
internal static partial class FfmpegSecrets
{
    /// <summary>The values, whole and in parts: a child repeats a header or a word of it.</summary>
    public static IEnumerable<string> Find(string source)
    {
        IReadOnlyList<string> words;
        try
        {
            words = FfmpegArguments.Split(source);
        }
        catch (MssException)
        {
            return [source[(source.IndexOf(':', StringComparison.Ordinal) + 1)..]]; // it cannot be read: nothing of it is shown
        }

        var found = new List<string>();
        foreach (string word in words)
        {
            AddressSecrets.MaskWhole(word, found);
        }

        IEnumerable<string> values = words.Zip(words.Skip(1)).Where(pair => SecretOption().IsMatch(pair.First)).Select(pair => pair.Second);
        return found.Concat(values.SelectMany(SecretParts.Of));
    }

    [GeneratedRegex(
        "^-[a-z_:]*(key|pass|secret|token|auth|cookie|header|proxy|streamid|rtmp_|conn|params|post_data|user)[a-z_:]*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretOption();
}
