namespace MssTools.Cluster;

/// <summary>When groups move for balance: the oldest node looks now and then, and two looks must agree, as loads are told at different moments.</summary>
/// <param name="time">The clock.</param>
internal sealed class Balancer(TimeProvider time)
{
    /// <summary>Between two looks.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private long _looked = time.GetTimestamp();
    private IReadOnlyCollection<NodeLoad>? _before;

    /// <summary>Whether a node should look now: it is the oldest one, has not looked lately, and some nodes are far apart.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="loads">Of all nodes.</param>
    public bool BeginLook(string name, IReadOnlyCollection<NodeLoad> loads)
    {
        if (time.GetElapsedTime(_looked) < s_pause
            || loads.OrderBy(load => load.Started).ThenBy(load => load.Name, StringComparer.Ordinal).FirstOrDefault()?.Name != name)
        {
            return false;
        }

        _looked = time.GetTimestamp();
        if (!Placement.IsUneven(loads))
        {
            _before = null;
            return false;
        }

        return true;
    }

    /// <summary>Looks; the answer is what moves now.</summary>
    /// <param name="loads">Of all nodes.</param>
    /// <param name="groups">What they run.</param>
    public IReadOnlyList<Move> Look(IReadOnlyCollection<NodeLoad> loads, IReadOnlyCollection<PlacedGroup> groups)
    {
        IReadOnlyCollection<NodeLoad>? before = _before;
        _before = loads;
        if (before is null)
        {
            return [];
        }

        var scale = new LoadScale(before);
        Dictionary<string, double> was = before.ToDictionary(load => load.Name, scale.LoadOf, StringComparer.Ordinal);
        Move[] moves =
        [
            .. Placement.Balance(loads, groups, time.GetUtcNow()).Where(move =>
                was.TryGetValue(move.From, out double from) && was.TryGetValue(move.To, out double to) && from - to > scale.Threshold),
        ];
        if (moves.Length > 0)
        {
            _before = null; // what was told before they moved says nothing about what comes
        }

        return moves;
    }
}
