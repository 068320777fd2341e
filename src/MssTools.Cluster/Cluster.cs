namespace MssTools.Cluster;

/// <summary>The grains and the nodes, as this node reaches them.</summary>
/// <param name="node">This node.</param>
/// <param name="grains">Reaches grains.</param>
/// <param name="services">Reaches nodes.</param>
/// <param name="membership">Knows which nodes live.</param>
internal sealed class Cluster(Node node, IGrainFactory grains, NodeServices services, IClusterMembershipService membership)
{
    /// <summary>The index of what the cluster was told.</summary>
    public ICatalogGrain Index => grains.GetGrain<ICatalogGrain>(0);

    /// <summary>The part of the catalog that has a group, by its key.</summary>
    public ICatalogPartGrain PartOfGroup(string key) => Part(Catalog.PartOf(key));

    /// <summary>Reads what has changed of the catalog.</summary>
    /// <param name="known">As it was read before.</param>
    public async Task<Catalog> ReadAsync(Catalog known)
    {
        CatalogIndex index = await Index.ReadAsync(known.Index.Version) ?? known.Index;
        CatalogPart[] parts = await Task.WhenAll(known.Parts.Select(async (part, number) =>
            part.Version == index.Parts[number] ? part : await Part(number).ReadAsync(part.Version) ?? part));
        return new Catalog { Index = index, Parts = parts };
    }

    /// <summary>Keeps what nodes share.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">What it is, sealed.</param>
    public Task PutSharedAsync(string key, byte[] entry) => Part(Catalog.PartOf(key)).PutSharedAsync(key, entry);

    /// <summary>Forgets what nodes share; false: there is none.</summary>
    public Task<bool> RemoveSharedAsync(string key) => Part(Catalog.PartOf(key)).RemoveSharedAsync(key);

    /// <summary>A group by its key.</summary>
    public IGroupGrain Group(string key) => grains.GetGrain<IGroupGrain>(key);

    /// <summary>Who has a point's broadcast, by the key of what nodes share.</summary>
    public IPointGrain Point(string key) => grains.GetGrain<IPointGrain>(key);

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

    private ICatalogPartGrain Part(int number) => grains.GetGrain<ICatalogPartGrain>(number);
}
