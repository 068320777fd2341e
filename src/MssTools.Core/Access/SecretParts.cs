using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Core.Access;

/// <summary>What may be left of a secret when a program quotes it: itself, decoded, or a word of it.</summary>
internal static partial class SecretParts
{
    private const int ShortestWord = 6;

    /// <summary>The forms of a value, such as a header, a query or a command line's argument.</summary>
    public static IEnumerable<string> Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string meant = Uri.UnescapeDataString(value);
        IEnumerable<string> words = Separators().Split(value).Concat(Separators().Split(meant));
        IEnumerable<string> telling = words.Where(word => word.Length >= ShortestWord && !IsScheme(word));
        return [value, meant, .. telling.SelectMany(word => Decoded(word).Prepend(word))];
    }

    private static bool IsScheme(string word) => word is "Bearer" or "Digest" or "Authorization";

    // Basic authentication: user and password in one; the padding was taken for a separator.
    private static IEnumerable<string> Decoded(string word)
    {
        string padded = word.PadRight((word.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        string text = Convert.TryFromBase64String(padded, bytes, out int count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? [] : [text, text[(colon + 1)..]];
    }

    [GeneratedRegex("""(\\r|\\n|[\s:,;=&?"'])+""")]
    private static partial Regex Separators();
}
