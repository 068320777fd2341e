namespace MssTools.Cluster;

/// <summary>
/// Where groups go, of loads and labels alone. The load of a node is the sum of three numbers between 0 and 1: how busy its processors are, and its shares
/// of the cluster's groups and of the bytes that the cluster stores.
/// </summary>
internal static class Placement
{
    /// <summary>No group is moved for balance twice within this time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>A group that has just come says little of what it weighs, and is let be for so long.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>Nodes that are less apart than this, beyond what a group and a half weighs, are left alone.</summary>
    private const double Margin = 0.1;

    /// <summary>A group weighs this much on the processors where nothing was measured yet.</summary>
    private const double LeastWeight = 0.002;

    /// <summary>The node that a group goes to; null: none suits.</summary>
    /// <param name="nodes">Those that answer.</param>
    /// <param name="labels">What the group asks for.</param>
    /// <param name="except">Name of a node that is not meant; null: all are.</param>
    public static string? Choose(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyList<string> labels, string? except = null) => nodes
        .Where(node => node.Name != except && Suits(node, labels))
        .OrderBy(node => LoadOf(node, nodes))
        .ThenBy(node => node.Name, StringComparer.Ordinal)
        .FirstOrDefault()?.Name;

    /// <summary>Whether a node takes a group.</summary>
    public static bool Suits(NodeLoad node, IReadOnlyList<string> labels) => !node.IsSuspended && labels.All(node.Labels.Contains);

    /// <summary>The group that should move for balance, and where to; null: none.</summary>
    /// <param name="nodes">Those that answer.</param>
    /// <param name="groups">What they run.</param>
    /// <param name="now">The time.</param>
    public static Move? Balance(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyCollection<PlacedGroup> groups, DateTimeOffset now)
    {
        double weight = WeightOf(nodes);
        foreach (NodeLoad from in nodes.OrderByDescending(node => LoadOf(node, nodes)).ThenBy(node => node.Name, StringComparer.Ordinal))
        {
            double load = LoadOf(from, nodes);
            foreach (PlacedGroup group in groups
                .Where(group => group.Node == from.Name && group.IsLive && now - group.Moved >= Rest && now - group.Since >= Settling)
                .OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                string? to = Choose(nodes, group.Labels, except: from.Name);
                if (to is not null && load - LoadOf(nodes.First(node => node.Name == to), nodes) > (1.5 * weight) + Margin)
                {
                    return new Move(group.Key, from.Name, to);
                }
            }
        }

        return null;
    }

    /// <summary>How loaded a node is, among the others: 0 to 3.</summary>
    public static double LoadOf(NodeLoad node, IReadOnlyCollection<NodeLoad> nodes)
    {
        int groups = nodes.Sum(n => n.Groups + n.Placed);
        double bytes = nodes.Sum(n => n.BytesPerSecond);
        double placed = node.Placed * Math.Max(LeastWeight, nodes.Sum(n => n.Cpu) / Math.Max(1, nodes.Sum(n => n.Groups)));
        return Math.Min(1, node.Cpu + placed)
            + (groups > 0 ? (double)(node.Groups + node.Placed) / groups : 0)
            + (bytes > 0 ? node.BytesPerSecond / bytes : 0);
    }

    // What a group adds to the load of the node that has it, on average.
    private static double WeightOf(IReadOnlyCollection<NodeLoad> nodes)
    {
        int groups = Math.Max(1, nodes.Sum(n => n.Groups + n.Placed));
        return (nodes.Sum(n => n.Cpu) + 1 + (nodes.Any(n => n.BytesPerSecond > 0) ? 1 : 0)) / groups;
    }
}

/// <summary>What a node has told of itself, and what it was given since.</summary>
internal sealed record NodeLoad
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it says of itself.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How busy the processors of its machine are: 0 to 1.</summary>
    public double Cpu { get; init; }

    /// <summary>Groups that it runs.</summary>
    public int Groups { get; init; }

    /// <summary>What it stores, in bytes a second.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Groups that it was given since it told this.</summary>
    public int Placed { get; init; }

    /// <summary>Whether it takes no groups.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset Started { get; init; }
}

/// <summary>A group where it runs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Labels">What it asks for.</param>
/// <param name="IsLive">Recordings are not moved.</param>
/// <param name="Moved">When it was last moved; long ago: never.</param>
/// <param name="Since">When it came to the node.</param>
internal sealed record PlacedGroup(string Key, string Node, IReadOnlyList<string> Labels, bool IsLive, DateTimeOffset Moved, DateTimeOffset Since);

/// <summary>A group that goes from one node to another.</summary>
internal sealed record Move(string Key, string From, string To);
