namespace MssTools.Cluster;

/// <summary>When groups move for balance: the oldest node looks now and then, and two looks must agree, as loads are told at different moments.</summary>
/// <param name="time">The clock.</param>
internal sealed class Balancer(TimeProvider time)
{
    /// <summary>Between two looks.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private long _looked = time.GetTimestamp();
    private Move? _wanted;

    /// <summary>Whether a node should look now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="loads">Of all nodes.</param>
    public bool IsDue(string name, IReadOnlyCollection<NodeLoad> loads) =>
        time.GetElapsedTime(_looked) >= s_pause
        && loads.OrderBy(load => load.Started).ThenBy(load => load.Name, StringComparer.Ordinal).FirstOrDefault()?.Name == name;

    /// <summary>Looks; the answer is what moves now.</summary>
    /// <param name="loads">Of all nodes.</param>
    /// <param name="groups">What they run.</param>
    public IReadOnlyList<Move> Look(IReadOnlyCollection<NodeLoad> loads, IReadOnlyCollection<PlacedGroup> groups)
    {
        _looked = time.GetTimestamp();
        Move? before = _wanted;
        _wanted = Placement.Balance(loads, groups, time.GetUtcNow());
        if (_wanted is not { } move || move != before)
        {
            return [];
        }

        _wanted = null;
        return [move];
    }
}
