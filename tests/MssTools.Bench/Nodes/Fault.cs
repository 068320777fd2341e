namespace MssTools.Bench.Nodes;

/// <summary>What can happen to nodes.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a node.</summary>
    Kill,

    /// <summary>A node is stopped for a while, and goes on.</summary>
    Freeze,

    /// <summary>Two nodes are ended in order, one as soon as the other one has ended.</summary>
    Stop,

    /// <summary>The cluster's store is not there for a while.</summary>
    StoreAway,
}

/// <summary>What a fault did.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Node">Whom it hit; empty: all.</param>
/// <param name="Outages">Seconds from the fault until a group of that node listed something new.</param>
/// <param name="Missing">Seconds of pictures that those groups lack for it.</param>
/// <param name="OthersWorst">Longest time in which a group of another node listed nothing new, in seconds.</param>
/// <param name="MovedWorst">The same of groups of other nodes that were moved meanwhile, for balance.</param>
/// <param name="Back">Seconds until the node was one again; null: it never was.</param>
/// <param name="ExitCode">Of the process that the fault ended; null: it ended none.</param>
internal sealed record Fault(
    FaultKind Kind, string Node, IReadOnlyList<double> Outages, IReadOnlyList<double> Missing, double OthersWorst, double MovedWorst, double? Back, int? ExitCode);
