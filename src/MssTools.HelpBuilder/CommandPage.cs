namespace MssTools.HelpBuilder;

/// <summary>
/// One page of docs/cmdlets: what a person wrote of a cmdlet. Types and positions are not written but read from the
/// code.
/// </summary>
internal sealed record CommandPage
{
    private const string DefaultMark = "- Default: ";

    /// <summary>One sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What the cmdlet does.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Paragraphs and default value of the parameters, by name.</summary>
    public required IReadOnlyDictionary<string, (IReadOnlyList<string> Text, string Default)> Parameters { get; init; }

    /// <summary>Commands that can be run as they are, each with a title and remarks.</summary>
    public required IReadOnlyList<(string Title, string Code, IReadOnlyList<string> Remarks)> Examples { get; init; }

    /// <summary>What can be piped in.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What is written.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Error ids and notes.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Names of other cmdlets and topics.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>Reads a page.</summary>
    public static CommandPage Read(string path)
    {
        (string _, IReadOnlyList<string> page) = Markdown.Sections(File.ReadAllLines(path), level: 1).Last();
        Dictionary<string, IReadOnlyList<string>> sections =
            Markdown.Sections(page, level: 2).ToDictionary(s => s.Title, s => s.Lines, StringComparer.Ordinal);
        IReadOnlyList<string> Text(string title) => [.. Markdown.Paragraphs(sections.GetValueOrDefault(title, []))];
        IReadOnlyList<string> Items(string title) => [.. Text(title).Select(t => Markdown.IsItem(t) ? t[2..] : t)];
        return new CommandPage
        {
            Synopsis = Text("")[0],
            Description = Text("Description"),
            Parameters = Markdown.Sections(sections.GetValueOrDefault("Parameters", []), level: 3).Skip(1)
                .ToDictionary(s => s.Title.TrimStart('-'), Parameter, StringComparer.OrdinalIgnoreCase),
            Examples = [.. Markdown.Sections(sections["Examples"], level: 3).Skip(1).Select(Example)],
            Inputs = Items("Inputs"),
            Outputs = Items("Outputs"),
            Notes = [.. Text("Notes"), "Errors, by the first part of their FullyQualifiedErrorId:", .. Text("Errors")],
            Links = Items("Links"),
        };
    }

    private static (IReadOnlyList<string> Text, string Default) Parameter(
        (string Title, IReadOnlyList<string> Lines) section)
    {
        string? given = section.Lines.FirstOrDefault(l => l.StartsWith(DefaultMark, StringComparison.Ordinal));
        List<string> text = [.. section.Lines.Where(l => l != given)];
        return ([.. Markdown.Paragraphs(text)], Markdown.Plain(given?[DefaultMark.Length..] ?? "None"));
    }

    private static (string Title, string Code, IReadOnlyList<string> Remarks) Example(
        (string Title, IReadOnlyList<string> Lines) section)
    {
        int open = section.Lines.ToList().FindIndex(Markdown.IsFence);
        int close = section.Lines.ToList().FindIndex(open + 1, Markdown.IsFence);
        IEnumerable<string> code = section.Lines.Take(close).Skip(open + 1);
        IReadOnlyList<string> remarks = [.. section.Lines.Take(open), .. section.Lines.Skip(close + 1)];
        return (section.Title, string.Join('\n', code), [.. Markdown.Paragraphs(remarks)]);
    }
}
