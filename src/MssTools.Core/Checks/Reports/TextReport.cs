using System.Text;

namespace MssTools.Core.Checks.Reports;

/// <summary>Findings as text that people read.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="presentations">What was checked, and what was found in each.</param>
    public static string Write(IReadOnlyList<KeyValuePair<string, IReadOnlyList<MssFinding>>> presentations)
    {
        ArgumentNullException.ThrowIfNull(presentations);
        var text = new StringBuilder();
        foreach ((string target, IReadOnlyList<MssFinding> findings) in presentations)
        {
            text.Append(ForeignText.Value(target)).Append('\n').Append(Sum(findings)).Append('\n');
            foreach (IGrouping<string, MssFinding> rule in findings.GroupBy(f => f.Id).OrderByDescending(g => g.First().Severity).ThenBy(g => g.Key, StringComparer.Ordinal))
            {
                Write(text, rule);
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(StringBuilder text, IGrouping<string, MssFinding> rule)
    {
        MssFinding first = rule.First();
        CheckRule known = CheckRules.All.First(r => r.Id == rule.Key);
        text.Append($"\n  {first.Id}  {first.Severity}: {known.Title}\n");
        foreach (MssFinding finding in rule)
        {
            string time = finding.Time is { } at ? $" at {at:c}" : "";
            string place = finding.Place.Length > 0 ? $" ({finding.Place})" : "";
            text.Append($"    {$"{finding.Track}{time}".Trim()}{(finding.Track.Length + time.Length > 0 ? ": " : "")}{finding.Message}{place}\n");
        }

        text.Append($"    Why: {first.Reference}.\n    What to do: {first.Advice}\n");
        if (first.Players.Count > 0)
        {
            text.Append($"    Who fails: {(first.Players.Count == CheckRule.Everyone.Count ? "every player" : string.Join(", ", first.Players))}.\n");
        }
    }

    private static string Sum(IReadOnlyList<MssFinding> findings)
    {
        if (findings.Count == 0)
        {
            return "  Nothing was found.";
        }

        IEnumerable<string> parts = findings.GroupBy(f => f.Severity).OrderByDescending(g => g.Key)
            .Select(g => FormattableString.Invariant($"{g.Key}: {g.Sum(f => f.Count)}"));
        return "  " + string.Join(", ", parts);
    }
}
