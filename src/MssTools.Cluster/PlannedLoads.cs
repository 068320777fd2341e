namespace MssTools.Cluster;

/// <summary>Loads of nodes, in order, as they will be after the moves that are planned.</summary>
internal sealed class PlannedLoads
{
    private static readonly Comparer<(double Load, string Name)> s_order = Comparer<(double Load, string Name)>.Create(
        static (one, other) => one.Load != other.Load ? one.Load.CompareTo(other.Load) : string.CompareOrdinal(one.Name, other.Name));

    private readonly double _weight;
    private readonly Dictionary<string, NodeLoad> _nodes;
    private readonly Dictionary<string, double> _loads;
    private readonly SortedSet<(double Load, string Name)> _givers;
    private readonly SortedSet<(double Load, string Name)> _takers;
    private readonly Dictionary<string, string?> _lightest = new(StringComparer.Ordinal);

    /// <param name="nodes">Those that answer.</param>
    /// <param name="scale">Says how loaded they are.</param>
    public PlannedLoads(IReadOnlyCollection<NodeLoad> nodes, LoadScale scale)
    {
        _weight = scale.GroupWeight;
        _nodes = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        _loads = nodes.ToDictionary(node => node.Name, scale.LoadOf, StringComparer.Ordinal);
        _givers = new(_loads.Select(node => (node.Value, node.Key)), s_order);
        _takers = new(_loads.Where(node => !_nodes[node.Key].IsSuspended).Select(node => (node.Value, node.Key)), s_order);
    }

    /// <summary>The most loaded node that is not let be; null: there is none.</summary>
    public string? Heaviest => _givers.Count > 0 ? _givers.Max.Name : null;

    /// <summary>How far the heaviest and the lightest are apart.</summary>
    public double Apart => _givers.Count > 0 && _takers.Count > 0 ? _givers.Max.Load - _takers.Min.Load : 0;

    /// <summary>The load of a node.</summary>
    public double LoadOf(string node) => _loads[node];

    /// <summary>The least loaded node that takes a group, but for one; null: none does.</summary>
    public string? LightestFor(IReadOnlyList<string> labels, string except)
    {
        string key = string.Join('\n', labels);
        if (!_lightest.TryGetValue(key, out string? lightest))
        {
            _lightest[key] = lightest = Find(null);
        }

        return lightest == except ? Find(except) : lightest;

        string? Find(string? but) => _takers.FirstOrDefault(taker => taker.Name != but && Placement.Suits(_nodes[taker.Name], labels)).Name;
    }

    /// <summary>Has a node give nothing more.</summary>
    public void LetBe(string node) => _givers.Remove((_loads[node], node));

    /// <summary>Plans a move.</summary>
    public void Move(string from, string to)
    {
        Add(from, -_weight);
        Add(to, _weight);
        _lightest.Clear();
    }

    private void Add(string node, double load)
    {
        bool gives = _givers.Remove((_loads[node], node));
        bool takes = _takers.Remove((_loads[node], node));
        _loads[node] += load;
        if (gives)
        {
            _givers.Add((_loads[node], node));
        }

        if (takes)
        {
            _takers.Add((_loads[node], node));
        }
    }
}
