using System.Text;

namespace MssTools.Core.Inputs.Ffmpeg;

/// <summary>Splits a command line into words. No shell sees it, so only spaces and quotes mean anything.</summary>
internal static class CommandLine
{
    /// <summary>
    /// The words of a text: parted by spaces, but not within "double" or 'single' quotes. A backslash is itself, as
    /// Windows paths have it; only \" within double quotes stands for a quote.
    /// </summary>
    /// <exception cref="MssException">InvalidSetting: a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool open = false; // an empty pair of quotes is a word
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    bool escaped = quote == '"' && c == '\\' && i + 1 < text.Length && text[i + 1] == '"';
                    word.Append(escaped ? text[++i] : c);
                }
            }
            else if (c is '"' or '\'')
            {
                (quote, open) = (c, true);
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                open = true;
            }
            else if (open)
            {
                words.Add(word.ToString());
                word.Clear();
                open = false;
            }
        }

        if (quote != '\0')
        {
            throw new MssException(MssError.InvalidSetting, $"A quote ({quote}) in the arguments of ffmpeg is not closed.", "Close it.");
        }

        if (open)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
