using System.Xml.Linq;
using MssTools.Core.Manifests;
using static System.FormattableString;

namespace MssTools.Core.Repairs;

/// <summary>
/// What a StreamIndex can list: a time that each of its renditions has whole, as <c>ManifestAggregator</c> has it. A rendition that lacks
/// more than half of what another one has would take the group along, and is listed no more.
/// </summary>
/// <param name="index">The StreamIndex.</param>
/// <param name="old">What the group's manifest listed of it; null where that could not be read.</param>
internal sealed class RepairTimeline(XElement index, PublishedStreamIndex? old)
{
    /// <summary>Fragments may overlap, and rows be other than fragments say, by so much of a second: a frame of sound.</summary>
    private const int Rounding = 20;

    private readonly Dictionary<long, long> _listed = (old?.Fragments ?? []).DistinctBy(row => row.Time).ToDictionary(row => row.Time, row => row.Duration);

    /// <summary>The StreamIndex.</summary>
    public XElement Index => index;

    /// <summary>What the group's manifest listed of it.</summary>
    public PublishedStreamIndex? Old => old;

    /// <summary>The renditions that are listed.</summary>
    public IReadOnlyList<RepairTrack> Tracks { get; private set; } = [];

    /// <summary>The renditions that are not.</summary>
    public IReadOnlyList<RepairTrack> Dropped { get; private set; } = [];

    /// <summary>The rows, oldest first.</summary>
    public IReadOnlyList<RepairRow> Rows { get; private set; } = [];

    /// <summary>True where the group's manifest lists these very times, as long as the fragments last.</summary>
    public bool IsAsListed => old is not null && old.Fragments.Select(row => new RepairRow(row.Time, row.Duration)).SequenceEqual(Rows);

    /// <summary>Finds the rows.</summary>
    /// <param name="tracks">The renditions, their fragments looked at; at least one.</param>
    /// <param name="begin">Where the group begins, in ticks; what lies before has left it.</param>
    /// <param name="leftOut">Takes the fragments that are not listed.</param>
    public void Build(IReadOnlyList<RepairTrack> tracks, long begin, LeftOutList leftOut)
    {
        ArgumentNullException.ThrowIfNull(leftOut);
        int most = tracks.Max(track => track.Whole.Keys.Count(time => time >= begin));
        Tracks = [.. tracks.Where(track => track.Whole.Keys.Count(time => time >= begin) is var count && count > 0 && count * 2 >= most)];
        Dropped = [.. tracks.Except(Tracks)];
        HashSet<long> common = [.. Tracks.Count == 0 ? [] : Tracks[0].Whole.Keys.Where(time => time >= begin && Tracks.All(track => track.Whole.ContainsKey(time)))];
        Dictionary<long, string> overlapping = TakeOverlapping(common);
        List<long> times = [.. common.Order()];
        Rows = [.. times.Select((time, i) => new RepairRow(time, DurationAt(time, i + 1 < times.Count ? times[i + 1] : null)))];
        foreach (RepairTrack track in tracks)
        {
            bool isDropped = Dropped.Contains(track);
            foreach (long time in track.Whole.Keys.Where(time => isDropped || !common.Contains(time)).Order())
            {
                leftOut.Add(track.Stored, time, time < begin ? "it lies before the beginning of the group, as its manifest has it"
                    : isDropped ? "its rendition lacks most of what another one has"
                    : overlapping.TryGetValue(time, out string? reason) ? reason
                    : $"'{Tracks.First(other => !other.Whole.ContainsKey(time)).Name}' has none at this time");
            }
        }
    }

    // What an earlier run of another cut left lies across what was listed.
    private Dictionary<long, string> TakeOverlapping(HashSet<long> common)
    {
        Dictionary<long, string> taken = [];
        long? last = null;
        foreach (long time in common.Order().ToList())
        {
            if (last is { } before && EndOf(before) - time > Tolerance)
            {
                bool isBefore = _listed.ContainsKey(time) && !_listed.ContainsKey(before);
                (long kept, long gone) = isBefore ? (time, before) : (before, time);
                taken[gone] = Invariant($"it lies across the one at {kept}");
                common.Remove(gone);
                last = kept;
                continue;
            }

            last = time;
        }

        return taken;
    }

    // As it was listed; else as long as the longest rendition has it, up to the next one.
    private long DurationAt(long time, long? next)
    {
        long longest = LengthAt(time);
        return _listed.TryGetValue(time, out long listed) && Math.Abs(listed - longest) <= Tolerance ? listed
            : next is { } following && Math.Abs(following - time - longest) <= Tolerance ? following - time
            : longest;
    }

    private long EndOf(long time) => time + LengthAt(time);

    private long LengthAt(long time) => Tracks.Max(track => track.Whole[time]);

    private long Tolerance => Tracks[0].Stored.Index.TimeScale / Rounding;
}
