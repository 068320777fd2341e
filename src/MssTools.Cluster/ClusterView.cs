using System.Collections.Concurrent;

namespace MssTools.Cluster;

/// <summary>What a node knows of the others: loads that they told, groups that it gave them since, and the catalog as it read it last.</summary>
/// <param name="time">The clock.</param>
internal sealed class ClusterView(TimeProvider time)
{
    /// <summary>Who has told nothing for so long gets no groups.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (NodeLoad Load, long At)> _loads = new(StringComparer.Ordinal);
    private long _known = time.GetTimestamp();

    /// <summary>Whether a node of a name lives; set when the node joins. One that was cut off and is taken for dead tells its load until it knows.</summary>
    public Func<string, bool> IsLiving { get; set; } = static _ => true;

    /// <summary>How long some other node has not answered, or not known this one: perhaps this one is cut off, alone or with others.</summary>
    public TimeSpan Unknown => time.GetElapsedTime(Interlocked.Read(ref _known));

    /// <summary>The catalog.</summary>
    public Catalog Catalog { get; set; } = new();

    /// <summary>The nodes that live and told their load lately.</summary>
    public IReadOnlyList<NodeLoad> Loads =>
    [
        .. _loads.Values.Where(told => time.GetElapsedTime(told.At) < s_silence && IsLiving(told.Load.Name))
            .Select(told => told.Load with { IsSuspended = Catalog.Suspended.Contains(told.Load.Name) }),
    ];

    /// <summary>Notes that all other nodes know this one, or that there are none.</summary>
    public void NoteKnown() => Interlocked.Exchange(ref _known, time.GetTimestamp());

    /// <summary>Notes what a node told.</summary>
    public void Note(ToldLoad told) => _loads[told.Name] = (
        new NodeLoad
        {
            Name = told.Name,
            Labels = told.Labels,
            Cpu = told.Cpu,
            Groups = told.Groups,
            BytesPerSecond = told.BytesPerSecond,
            Started = told.Started,
        },
        time.GetTimestamp());

    /// <summary>Notes that a node was given a group.</summary>
    public void NotePlaced(string node)
    {
        while (_loads.TryGetValue(node, out (NodeLoad Load, long At) told)
            && !_loads.TryUpdate(node, (told.Load with { Placed = told.Load.Placed + 1 }, told.At), told))
        {
            // Another one was placed at the same time.
        }
    }
}
