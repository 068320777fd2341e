using System.Globalization;
using System.Text;

namespace MssTools;

/// <summary>
/// Text that strangers wrote, made fit to be shown, logged or kept: it commands no terminal, does not stand where it does
/// not belong, and has an end.
/// </summary>
public static class ForeignText
{
    /// <summary>Longest value that is shown, in characters.</summary>
    public const int LongestValue = 256;

    private const char Unfit = '?';
    private const char Cut = '…';

    /// <summary>
    /// A value on one line: control and format characters (of C0, C1, direction, no width), line and paragraph separators
    /// and halves of surrogate pairs become '?', and what is too long is cut.
    /// </summary>
    /// <param name="text">What came.</param>
    /// <param name="longest">Most characters of the result; 2 or more.</param>
    public static string Value(string text, int longest = LongestValue) => Clean(text, longest, keepsLines: false);

    /// <summary>The same for a message: line feeds stay, carriage returns in front of them are dropped.</summary>
    /// <param name="text">What came.</param>
    /// <param name="longest">Most characters of the result; 2 or more.</param>
    public static string Lines(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Clean(text.Replace("\r", "", StringComparison.Ordinal), longest, keepsLines: true);
    }

    /// <summary>True where <see cref="Value"/> would leave a text as it is.</summary>
    /// <param name="text">What came.</param>
    /// <param name="longest">Most characters.</param>
    public static bool IsFit(string text, int longest = LongestValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= longest && IsClean(text, keepsLines: false);
    }

    private static string Clean(string text, int longest, bool keepsLines)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 2);
        if (text.Length > longest)
        {
            int length = longest - 1;
            text = $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)}{Cut}";
        }

        if (IsClean(text, keepsLines))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            bool isFit = IsFit(rest, keepsLines, out int length);
            clean.Append(isFit ? rest[..length] : [Unfit]);
            rest = rest[length..];
        }

        return clean.ToString();
    }

    private static bool IsClean(ReadOnlySpan<char> text, bool keepsLines)
    {
        while (!text.IsEmpty)
        {
            if (!IsFit(text, keepsLines, out int length))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    // Looks at the first character, of one or two chars.
    private static bool IsFit(ReadOnlySpan<char> text, bool keepsLines, out int length)
    {
        bool isWhole = Rune.DecodeFromUtf16(text, out Rune rune, out length) == System.Buffers.OperationStatus.Done;
        return isWhole && (Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => keepsLines && rune.Value == '\n',
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => true,
        });
    }
}
