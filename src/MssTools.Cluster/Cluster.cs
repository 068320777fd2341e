namespace MssTools.Cluster;

/// <summary>The grains and the nodes, as this node reaches them.</summary>
/// <param name="node">This node.</param>
/// <param name="grains">Reaches grains.</param>
/// <param name="services">Reaches nodes.</param>
/// <param name="membership">Knows which nodes live.</param>
internal sealed class Cluster(Node node, IGrainFactory grains, NodeServices services, IClusterMembershipService membership)
{
    /// <summary>What the cluster was told.</summary>
    public ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(0);

    /// <summary>A group by its key.</summary>
    public IGroupGrain Group(string key) => grains.GetGrain<IGroupGrain>(key);

    /// <summary>The key of a group.</summary>
    public static string KeyOf(GroupIdentity identity) => identity.ToString();

    /// <summary>The nodes that live, this one among them.</summary>
    public IReadOnlyList<ClusterMember> Living() => [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)];

    /// <summary>Addresses of the other nodes that live.</summary>
    public IEnumerable<SiloAddress> Others() => Living().Where(member => member.Name != node.Name).Select(member => member.SiloAddress);

    /// <summary>The node of a name that lives; null: none does.</summary>
    public ClusterMember? Find(string name) => Living().FirstOrDefault(member => member.Name == name);

    /// <summary>Asks the node at an address.</summary>
    public INodeService At(SiloAddress address) => services.At(address);
}
