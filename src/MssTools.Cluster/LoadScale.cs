namespace MssTools.Cluster;

/// <summary>What nodes have on average, by which each is measured.</summary>
internal sealed class LoadScale
{
    /// <summary>A group weighs this much on the processors where nothing was measured yet.</summary>
    private const double LeastWeight = 0.002;

    /// <summary>What nodes may be apart beyond what a group and a half weighs: a tenth of what is even.</summary>
    private const double Margin = 0.1;

    private readonly double _groups;
    private readonly double _bytes;
    private readonly double _cpuOfGroup;
    private readonly double _bytesOfGroup;

    /// <param name="nodes">Those that answer.</param>
    public LoadScale(IReadOnlyCollection<NodeLoad> nodes)
    {
        int count = Math.Max(1, nodes.Count);
        int measured = Math.Max(1, nodes.Sum(static node => node.Groups));
        int groups = nodes.Sum(static node => node.Groups + node.Placed);
        _cpuOfGroup = Math.Max(LeastWeight, nodes.Sum(static node => node.Cpu) / measured);
        _bytesOfGroup = nodes.Sum(static node => node.BytesPerSecond) / measured;
        _groups = (double)groups / count;
        _bytes = nodes.Sum(BytesOf) / count;
        double parts = _bytes > 0 ? 1 : 0.5;
        GroupWeight = (nodes.Sum(static node => node.Cpu) / Math.Max(1, groups)) + (parts * count / Math.Max(1, groups));
    }

    /// <summary>What a group adds to the load of the node that has it, on average.</summary>
    public double GroupWeight { get; }

    /// <summary>Nodes that are no more apart than this are left alone: a group would go to and fro.</summary>
    public double Threshold => (1.5 * GroupWeight) + Margin;

    /// <summary>How loaded a node is.</summary>
    public double LoadOf(NodeLoad node) =>
        Math.Min(1, node.Cpu + (node.Placed * _cpuOfGroup))
        + (_groups > 0 ? 0.5 * (node.Groups + node.Placed) / _groups : 0)
        + (_bytes > 0 ? 0.5 * BytesOf(node) / _bytes : 0);

    private double BytesOf(NodeLoad node) => node.BytesPerSecond + (node.Placed * _bytesOfGroup);
}
