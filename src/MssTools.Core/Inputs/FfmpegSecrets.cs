using System.Text.RegularExpressions;
using MssTools.Core.Inputs.Ffmpeg;

namespace MssTools.Core.Inputs;

/// <summary>Finds the secrets of a child ffmpeg's arguments: the values of options that carry them.</summary>
internal static partial class FfmpegSecrets
{
    private const int LeastPart = 6;

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

        return words.Zip(words.Skip(1))
            .Where(pair => SecretOption().IsMatch(pair.First))
            .SelectMany(pair => Parts(pair.Second).Prepend(pair.Second));
    }

    private static IEnumerable<string> Parts(string value) =>
        Separators().Split(value).Where(part => part.Length >= LeastPart && !part.Equals("Bearer", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(
        "^-[a-z_:]*(key|pass|secret|token|auth|cookie|header|proxy|streamid|playpath|conn|params|post_data|user)[a-z_:]*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretOption();

    [GeneratedRegex("""(\\r|\\n|[\s:,;="'])+""")]
    private static partial Regex Separators();
}
