using System.Text.RegularExpressions;

namespace MssTools.HelpBuilder;

/// <summary>The little Markdown that our documents use: headings, paragraphs, lists, fenced code, links.</summary>
internal static partial class Markdown
{
    /// <summary>Splits lines at the headings of one level. Lines before the first heading have the title "".</summary>
    public static IEnumerable<(string Title, IReadOnlyList<string> Lines)> Sections(
        IReadOnlyList<string> lines, int level)
    {
        string mark = new string('#', level) + " ";
        string title = "";
        List<string> section = [];
        bool isCode = false;
        foreach (string line in lines)
        {
            isCode ^= IsFence(line);
            if (isCode || !line.StartsWith(mark, StringComparison.Ordinal))
            {
                section.Add(line);
                continue;
            }

            yield return (title, section);
            (title, section) = (line[mark.Length..].Trim(), []);
        }

        yield return (title, section);
    }

    /// <summary>Paragraphs as plain text; a list item is a paragraph, fenced code keeps its lines.</summary>
    public static IEnumerable<string> Paragraphs(IReadOnlyList<string> lines)
    {
        List<string> paragraph = [];
        bool isCode = false;
        foreach (string line in lines.Append(""))
        {
            bool ends = IsFence(line) || (!isCode && (line.Length == 0 || IsItem(line)));
            if (ends && paragraph.Count > 0)
            {
                yield return isCode
                    ? string.Join('\n', paragraph)
                    : Plain(string.Join(' ', paragraph.Select(l => l.Trim())));
                paragraph = [];
            }

            if (IsFence(line))
            {
                isCode = !isCode;
            }
            else if (isCode || line.Length > 0)
            {
                paragraph.Add(isCode ? "    " + line : line);
            }
        }
    }

    /// <summary>Text without marks: links keep their text, code and emphasis their words.</summary>
    public static string Plain(string text) => Emphasis().Replace(Link().Replace(text, "$1"), "$2");

    /// <summary>True for a line that opens or closes fenced code.</summary>
    public static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    /// <summary>True for the first line of a list item.</summary>
    public static bool IsItem(string line) => line.StartsWith("- ", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(`|\*\*)(.+?)\1")]
    private static partial Regex Emphasis();
}
