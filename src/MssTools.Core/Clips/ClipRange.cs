using MssTools.Core.Media;

namespace MssTools.Core.Clips;

/// <summary>The stretch of a group that a clip is, in 100 ns ticks of the group: from the start of a fragment to the end of one.</summary>
/// <param name="From">Where its first fragment begins.</param>
/// <param name="To">Where its last one ends.</param>
/// <param name="GroupStart">Where the group begins.</param>
/// <param name="IsClock">True where the group's times are those of the clock.</param>
internal sealed record ClipRange(long From, long To, long GroupStart, bool IsClock)
{
    /// <summary>Recordings count from zero, and none lasts a year.</summary>
    private static readonly long s_leastClock = TimeSpan.FromDays(365).Ticks;

    private static readonly long s_latest = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks;

    /// <summary>True for a fragment most of which is in the stretch: sound is cut a little beside its pictures.</summary>
    public bool Has(FragmentTime fragment) => fragment.Time + fragment.Duration / 2 is var middle && middle >= From && middle < To;

    /// <summary>Finds the stretch.</summary>
    /// <param name="definition">What was asked for.</param>
    /// <param name="fragments">The fragments of what the group is cut by, oldest first, at least one.</param>
    /// <param name="warnings">Takes what was asked for and is not there.</param>
    /// <exception cref="MssException">
    /// InvalidSetting: the times make no stretch, or the group has none of the clock; NotFound: nothing lies between them.
    /// </exception>
    public static ClipRange Of(ClipDefinition definition, IReadOnlyList<FragmentTime> fragments, ICollection<string> warnings)
    {
        ArgumentNullException.ThrowIfNull(definition);
        long start = fragments[0].Time;
        long end = fragments[^1].End;
        bool isClock = start >= s_leastClock;
        long from = definition.Last is { } last ? Sum(end, -last.Ticks) : definition.From is { } first ? Ticks(first, start, isClock) : start;
        long to = definition.To is { } until ? Ticks(until, start, isClock) : end;
        if (from >= to && (definition.Last is not null || definition is { From: not null, To: not null }))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The clip would begin at {Text(from, start)} and end at {Text(to, start)}.",
                "Give a -To that lies behind -From, or a -Last that is greater than zero.");
        }

        List<FragmentTime> inside = [.. fragments.Where(fragment => fragment.End > from && fragment.Time < to)];
        if (inside.Count == 0)
        {
            throw new MssException(
                MssError.NotFound,
                $"The group lists nothing from {Text(from, start)} to {Text(to, start)}; it lists what lies from {Text(start, start)} to {Text(end, start)}.",
                "Give other times. What has left a rolling window cannot be saved any more.");
        }

        if (from < start)
        {
            warnings.Add($"The group begins at {Text(start, start)}; what lies before, from {Text(from, start)} on, is not there.");
        }

        if (to > end)
        {
            warnings.Add($"The group ends at {Text(end, start)} so far; what was asked for ends at {Text(to, start)}.");
        }

        return new ClipRange(inside[0].Time, inside[^1].End, start, isClock);
    }

    private static long Ticks(ClipTime time, long start, bool isClock) =>
        time.Offset is { } offset ? Sum(start, offset.Ticks)
        : isClock ? (time.Moment!.Value - DateTimeOffset.UnixEpoch).Ticks
        : throw new MssException(
            MssError.InvalidSetting,
            $"The group's times count from zero, so {time} is no time of it.",
            "Give a length of time from its beginning, as 0:01:30.");

    private static long Sum(long time, long length) => (long)Int128.Clamp((Int128)time + length, -s_latest, s_latest);

    // As the user counts: from the group's beginning, and by the clock where the group has it.
    private static string Text(long ticks, long start) => ticks >= s_leastClock
        ? $"{DateTimeOffset.UnixEpoch.AddTicks(ticks):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"
        : $"{TimeSpan.FromTicks(ticks - start):c}";
}
