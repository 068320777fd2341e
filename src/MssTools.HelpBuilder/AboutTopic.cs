using System.Text;

namespace MssTools.HelpBuilder;

/// <summary>Renders a page of docs/about as the text file that Get-Help shows.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <summary>Title, headings in capitals, paragraphs filled to 80 columns, code as it is.</summary>
    public static string Render(IReadOnlyList<string> lines)
    {
        (string title, IReadOnlyList<string> page) = Markdown.Sections(lines, level: 1).Last();
        var text = new StringBuilder();
        text.Append("TOPIC\n").Append(Indent).Append(title).Append('\n');
        foreach ((string heading, IReadOnlyList<string> section) in Markdown.Sections(page, level: 2).Skip(1))
        {
            text.Append('\n').Append(heading.ToUpperInvariant()).Append('\n');
            foreach ((string subheading, IReadOnlyList<string> part) in Markdown.Sections(section, level: 3))
            {
                Append(text, subheading, part);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string subheading, IReadOnlyList<string> lines)
    {
        if (subheading.Length > 0)
        {
            text.Append("\n  ").Append(Markdown.Plain(subheading)).Append('\n');
        }

        string? previous = null;
        foreach (string paragraph in Markdown.Paragraphs(lines))
        {
            bool isNextItem = previous is not null && Markdown.IsItem(previous) && Markdown.IsItem(paragraph);
            text.Append(previous is null || isNextItem ? "" : "\n");
            previous = paragraph;
            IEnumerable<string> filled = paragraph.StartsWith(Indent, StringComparison.Ordinal)
                ? paragraph.Split('\n')
                : Fill(paragraph);
            foreach (string line in filled)
            {
                text.Append((Indent + line).TrimEnd()).Append('\n');
            }
        }
    }

    private static IEnumerable<string> Fill(string paragraph)
    {
        var line = new StringBuilder();
        foreach (string word in paragraph.Split(' '))
        {
            if (line.Length > 0 && Indent.Length + line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(Markdown.IsItem(paragraph) ? "  " : "");
            }

            line.Append(line.Length > 0 && line[^1] != ' ' ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
