namespace MssTools.Bench.Placing;

/// <summary>A group, of which only what it costs is so.</summary>
/// <param name="key">Its key.</param>
/// <param name="cpu">What it takes of a node's processors: 0 to 1.</param>
/// <param name="bytesPerSecond">What it stores.</param>
internal sealed class VirtualGroup(string key, double cpu, double bytesPerSecond)
{
    /// <summary>Its key.</summary>
    public string Key => key;

    /// <summary>What it takes of a node's processors: 0 to 1.</summary>
    public double Cpu => cpu;

    /// <summary>What it stores, in bytes a second.</summary>
    public double BytesPerSecond => bytesPerSecond;

    /// <summary>Where it runs; null: nowhere.</summary>
    public VirtualNode? Node { get; set; }

    /// <summary>Whether it has been given to a node that it is not at yet.</summary>
    public bool IsOnItsWay { get; set; }

    /// <summary>When it was last moved for balance.</summary>
    public DateTimeOffset Moved { get; set; }

    /// <summary>When it came to its node.</summary>
    public DateTimeOffset Since { get; set; }
}
