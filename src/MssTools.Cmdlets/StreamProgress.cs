using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// How streams come on: per cent and time left where the lengths of all inputs are known, else how long it has taken and what
/// is packaged.
/// </summary>
/// <param name="id">Number of the bar: bars of one number replace each other.</param>
internal sealed class StreamProgress(int id = 0)
{
    /// <summary>What the bar is called.</summary>
    public const string Packaging = "Packaging";

    private const int MostNames = 3;

    private double _firstPercent = -1;
    private TimeSpan _firstTime;

    /// <summary>Makes a record.</summary>
    /// <param name="streams">Snapshots of the streams; at least one.</param>
    /// <param name="elapsed">Time since the wait began.</param>
    public ProgressRecord At(IReadOnlyList<MssStream> streams, TimeSpan elapsed)
    {
        double percent = streams.All(s => s.PercentComplete >= 0) ? streams.Average(s => s.PercentComplete) : -1;
        TimeSpan packaged = streams.Max(s => s.Duration);
        TimeSpan? length = percent < 0 ? null : streams.Max(s => s.SourceDuration);
        string media = length is { } end && end > TimeSpan.Zero
            ? $"{Clock(packaged)} of {Clock(end)}"
            : $"{Clock(packaged)} packaged in {Clock(elapsed)}";
        string sum = $"{streams.Sum(s => s.FragmentCount)} fragments, {streams.Sum(s => s.Bytes) / 1e6:0.0} MB";
        string share = percent < 0 ? "" : $"{percent:0} %, ";
        return new ProgressRecord(id, Packaging, $"{Names(streams)}: {share}{media}, {sum}")
        {
            PercentComplete = percent < 0 ? -1 : (int)percent,
            SecondsRemaining = SecondsLeft(percent, elapsed),
            CurrentOperation = streams.Select(s => s.WaitingFor).FirstOrDefault(reason => reason is not null)
                ?? string.Join(", ", streams.GroupBy(s => s.State).Select(s => $"{s.Count()} {s.Key}")),
        };
    }

    // Reckoned from what was done while somebody looked: a wait may begin in the middle of the work.
    private int SecondsLeft(double percent, TimeSpan elapsed)
    {
        if (percent < 0 || _firstPercent < 0)
        {
            (_firstPercent, _firstTime) = (percent, elapsed);
            return -1;
        }

        double done = percent - _firstPercent;
        return done > 0 ? (int)Math.Min(int.MaxValue, Math.Ceiling((elapsed - _firstTime).TotalSeconds * (100 - percent) / done)) : -1;
    }

    private static string Names(IReadOnlyList<MssStream> streams)
    {
        string names = string.Join(", ", streams.Take(MostNames).Select(s => s.Name));
        string more = streams.Count > MostNames ? $" and {streams.Count - MostNames} more" : "";
        string[] groups = [.. streams.Select(s => s.GroupName).Distinct()];
        return groups.Length == 1 && groups[0] != names ? $"{groups[0]} ({names}{more})" : names + more;
    }

    private static string Clock(TimeSpan time) => $"{(int)time.TotalHours:00}:{time:mm\\:ss}";
}
