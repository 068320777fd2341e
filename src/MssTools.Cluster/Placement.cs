namespace MssTools.Cluster;

/// <summary>
/// Where groups go, of loads and labels alone. The load of a node is the sum of how busy its processors are, 0 to 1, and of its groups and its stored bytes,
/// each 0.5 where it has as much as nodes have on average: the same whether there are three nodes or a hundred.
/// </summary>
internal static class Placement
{
    /// <summary>No group is moved for balance twice within this time.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>A group that has just come says little of what it weighs, and is let be for so long.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Of so many nodes that are drawn the least loaded one gets a group. All nodes place at the same time when some died, each unaware of the others: with
    /// the least loaded of all, all would choose the same few.
    /// </summary>
    private const int Drawn = 3;

    /// <summary>One group moves at a time for so many nodes, or part of as many.</summary>
    private const int NodesToAMove = 5;

    /// <summary>The least loaded node that takes a group; null: none suits.</summary>
    /// <param name="nodes">Those that answer.</param>
    /// <param name="labels">What the group asks for.</param>
    /// <param name="except">Name of a node that is not meant; null: all are.</param>
    public static string? Choose(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyList<string> labels, string? except = null)
    {
        var scale = new LoadScale(nodes);
        return nodes.Where(node => node.Name != except && Suits(node, labels)).OrderBy(scale.LoadOf).ThenBy(node => node.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
    }

    /// <summary>The node that a group starts at; null: none suits. Where no more than three suit it is the least loaded of them.</summary>
    /// <param name="nodes">Those that answer.</param>
    /// <param name="labels">What the group asks for.</param>
    /// <param name="random">Draws.</param>
    /// <param name="except">Name of a node that is not meant; null: all are.</param>
    public static string? Draw(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyList<string> labels, Random random, string? except = null)
    {
        NodeLoad[] suited = [.. nodes.Where(node => node.Name != except && Suits(node, labels))];
        if (suited.Length <= Drawn)
        {
            return Choose(nodes, labels, except);
        }

        var scale = new LoadScale(nodes);
        for (int i = 0; i < Drawn; i++)
        {
            int drawn = random.Next(i, suited.Length);
            (suited[i], suited[drawn]) = (suited[drawn], suited[i]);
        }

        return suited.Take(Drawn).MinBy(scale.LoadOf)!.Name;
    }

    /// <summary>Whether a node takes a group.</summary>
    public static bool Suits(NodeLoad node, IReadOnlyList<string> labels) => !node.IsSuspended && labels.All(node.Labels.Contains);

    /// <summary>The error for a group that no node takes.</summary>
    /// <param name="labels">What it asks for.</param>
    /// <param name="code">What that is to who asked.</param>
    public static MssException Unsuited(IReadOnlyList<string> labels, MssError code) => new(
        code,
        labels.Count > 0 ? $"No node that takes groups has the labels {string.Join(", ", labels)}." : "No node takes groups.",
        "Get-MSSNode shows what nodes have; -Label of Start-MSSService gives it, and Resume-MSSNode has one take groups again.");

    /// <summary>Whether some nodes are so far apart that groups should move, if there are any that may.</summary>
    /// <param name="nodes">Those that answer.</param>
    public static bool IsUneven(IReadOnlyCollection<NodeLoad> nodes)
    {
        var scale = new LoadScale(nodes);
        return nodes.Any(static node => !node.IsSuspended)
            && nodes.Max(scale.LoadOf) - nodes.Where(static node => !node.IsSuspended).Min(scale.LoadOf) > scale.Threshold;
    }

    /// <summary>The groups that should move for balance now, and where to: one for every five nodes at most.</summary>
    /// <param name="nodes">Those that answer.</param>
    /// <param name="groups">What they run.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<Move> Balance(IReadOnlyCollection<NodeLoad> nodes, IReadOnlyCollection<PlacedGroup> groups, DateTimeOffset now)
    {
        var scale = new LoadScale(nodes);
        var balance = new PlannedLoads(nodes, scale);
        ILookup<string, PlacedGroup> movable = groups
            .Where(group => group.IsLive && now - group.Moved >= Rest && now - group.Since >= Settling)
            .ToLookup(group => group.Node, StringComparer.Ordinal);
        Dictionary<string, List<PlacedGroup>> left = [];
        List<Move> moves = [];
        while (moves.Count < (nodes.Count + NodesToAMove - 1) / NodesToAMove && balance.Heaviest is { } from && balance.Apart > scale.Threshold)
        {
            if (!left.TryGetValue(from, out List<PlacedGroup>? own))
            {
                left[from] = own = [.. movable[from].OrderBy(group => group.Key, StringComparer.Ordinal)];
            }

            if (own.Find(group => balance.LightestFor(group.Labels, from) is { } to && balance.LoadOf(from) - balance.LoadOf(to) > scale.Threshold) is not { } group)
            {
                balance.LetBe(from);
                continue;
            }

            string chosen = balance.LightestFor(group.Labels, from)!;
            own.Remove(group);
            balance.Move(from, chosen);
            moves.Add(new Move(group.Key, from, chosen));
        }

        return moves;
    }

    /// <summary>How loaded a node is, among the others.</summary>
    public static double LoadOf(NodeLoad node, IReadOnlyCollection<NodeLoad> nodes) => new LoadScale(nodes).LoadOf(node);
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
