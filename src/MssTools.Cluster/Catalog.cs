using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>A group as the catalog knows it.</summary>
[GenerateSerializer]
internal sealed record GroupEntry
{
    /// <summary>Name of the group.</summary>
    [Id(0)]
    public string GroupName { get; init; } = "";

    /// <summary>Full path or address of the folder that has the group's.</summary>
    [Id(1)]
    public string TargetFolder { get; init; } = "";

    /// <summary>Names of its streams.</summary>
    [Id(2)]
    public string[] Streams { get; init; } = [];

    /// <summary>Their numbers.</summary>
    [Id(3)]
    public int[] Ids { get; init; } = [];

    /// <summary>What its node must have.</summary>
    [Id(4)]
    public string[] Labels { get; init; } = [];

    /// <summary>False for a recording.</summary>
    [Id(5)]
    public bool IsLive { get; init; }

    /// <summary>Which group it is.</summary>
    public GroupIdentity Identity => new(GroupName, TargetFolder);

    /// <summary>A group without numbers.</summary>
    public static GroupEntry Of(StreamDefinition definition) => new()
    {
        GroupName = definition.GroupName,
        TargetFolder = definition.TargetFolder,
        Streams = [.. definition.LocalStreamNames],
        Labels = [.. definition.NodeLabels],
        IsLive = definition.IsLive,
    };

    /// <summary>True where nothing but numbers is other.</summary>
    public bool IsLike(GroupEntry other) => IsLive == other.IsLive && Streams.SequenceEqual(other.Streams) && Labels.SequenceEqual(other.Labels);
}

/// <summary>
/// What the cluster was told, all of it but the definitions of groups, as a node read it: an index, and parts by the hashes of keys. Each of them is a record
/// of its own in the store; what changes writes the index, which has a few bytes for each node, and one part.
/// </summary>
internal sealed class Catalog
{
    /// <summary>Which part has what is written in the store: this number is for ever.</summary>
    public const int PartCount = 64;

    /// <summary>The index.</summary>
    public CatalogIndex Index { get; init; } = new();

    /// <summary>The parts.</summary>
    public IReadOnlyList<CatalogPart> Parts { get; init; } = [.. Enumerable.Range(0, PartCount).Select(static _ => new CatalogPart())];

    /// <summary>What all nodes share, or those with its labels, sealed; by <see cref="StateEntry.Key"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Shared => new PartedEntries<byte[]>(Parts, static part => part.Shared);

    /// <summary>Groups, by key.</summary>
    public IReadOnlyDictionary<string, GroupEntry> Groups => new PartedEntries<GroupEntry>(Parts, static part => part.Groups);

    /// <summary>Names of nodes that take no groups.</summary>
    public IReadOnlyList<string> Suspended => Index.Suspended;

    /// <summary>Numbers of the nodes that ever were, by name.</summary>
    public IReadOnlyDictionary<string, int> Nodes => Index.Nodes;

    /// <summary>Number of the part that has a key: that of a group, or of what is shared.</summary>
    public static int PartOf(string key) => KeyShare.Of(key, PartCount);
}
