namespace MssTools.Core.Checks;

/// <summary>Collects what is found until somebody takes it. Of one kind in one track only the first ones are kept; the rest is counted.</summary>
/// <param name="definition">What is wanted.</param>
/// <param name="manifest">The manifest's path or address.</param>
internal sealed class Findings(CheckDefinition definition, string manifest)
{
    /// <summary>How many of one kind in one track are reported one by one.</summary>
    public const int MostAlike = 10;

    private const int LongestMessage = 1000;
    private const int MostKinds = 100_000;

    private readonly Queue<MssFinding> _waiting = new();
    private readonly Dictionary<(CheckRule Rule, string Track), long> _counts = [];

    /// <summary>Notes that a rule is broken.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="message">What, where and the value; text of strangers in it is cleaned here.</param>
    /// <param name="track">The rendition or StreamIndex; empty: the whole.</param>
    /// <param name="time">Where on the timeline.</param>
    /// <param name="place">A document, a line or a box with its offset.</param>
    public void Add(CheckRule rule, string message, string track = "", TimeSpan? time = null, string place = "")
    {
        if (!IsWanted(rule))
        {
            return;
        }

        (CheckRule, string) kind = (rule, track);
        long count = _counts.GetValueOrDefault(kind);
        if (count < MostAlike)
        {
            _waiting.Enqueue(Make(rule, message, track, time, place, 1));
        }

        if (count > 0 || _counts.Count < MostKinds)
        {
            _counts[kind] = count + 1;
        }
    }

    /// <summary>Takes what was found since the last call, oldest first.</summary>
    public IEnumerable<MssFinding> Take()
    {
        while (_waiting.TryDequeue(out MssFinding? finding))
        {
            yield return finding;
        }
    }

    /// <summary>One finding for each kind of which not all were reported.</summary>
    public IEnumerable<MssFinding> Rest() => _counts.Where(c => c.Value > MostAlike).Select(c => Make(
        c.Key.Rule,
        $"{c.Value - MostAlike} more of this kind: {char.ToLowerInvariant(c.Key.Rule.Title[0])}{c.Key.Rule.Title[1..]}.",
        c.Key.Track,
        time: null,
        place: "",
        c.Value - MostAlike));

    private bool IsWanted(CheckRule rule) =>
        rule.Severity >= definition.Severity
        && (definition.Players.Count == 0 || definition.Players.Any(rule.Fails.Contains));

    private MssFinding Make(CheckRule rule, string message, string track, TimeSpan? time, string place, long count) => new()
    {
        Id = rule.Id,
        Severity = rule.Severity,
        Message = ForeignText.Value(message, LongestMessage),
        Manifest = manifest,
        Track = ForeignText.Value(track),
        Time = time,
        Place = ForeignText.Value(place),
        Reference = rule.Reference,
        Players = rule.Fails,
        Advice = rule.Advice,
        Count = count,
    };
}
