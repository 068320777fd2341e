namespace MssTools.Cluster;

/// <summary>The index of the catalog: the nodes, and which version of each part is the last. One grain, in the store.</summary>
internal interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Lets a node in.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="proof">Bytes that it sealed; those of the first node are kept.</param>
    Task<Joined> JoinAsync(string name, byte[] proof);

    /// <summary>All of it; null: it is of the version that is known.</summary>
    Task<CatalogIndex?> ReadAsync(long known);

    /// <summary>Notes that a part is about to change: nodes read it from now on, and wait for the change.</summary>
    /// <param name="part">Number of the part.</param>
    /// <param name="ids">How many streams it wants numbers for.</param>
    Task<PartChange> BeginAsync(int part, int ids);

    /// <summary>A number for a server that nodes share; nobody else gets it.</summary>
    Task<int> NumberServerAsync();

    /// <summary>Has a node take no groups, or take them again.</summary>
    Task SuspendAsync(string node, bool isSuspended);
}

/// <summary>What a node is told that joins.</summary>
/// <param name="Number">Its number, 1 and up; the same for the same name.</param>
/// <param name="Proof">What the first node sealed.</param>
[GenerateSerializer]
internal sealed record Joined([property: Id(0)] int Number, [property: Id(1)] byte[] Proof);

/// <summary>What a part is told that is about to change.</summary>
/// <param name="Version">Its next version.</param>
/// <param name="FirstId">The first of the numbers that it asked for; nobody else gets them, even if nothing comes of it.</param>
[GenerateSerializer]
internal sealed record PartChange([property: Id(0)] long Version, [property: Id(1)] int FirstId);

/// <summary>What is kept of the cluster as a whole; replaced as a whole.</summary>
[GenerateSerializer]
internal sealed record CatalogIndex
{
    /// <summary>Grows with each change, of the parts too.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>Names of nodes that take no groups.</summary>
    [Id(1)]
    public string[] Suspended { get; init; } = [];

    /// <summary>Numbers of the nodes that ever were, by name.</summary>
    [Id(2)]
    public Dictionary<string, int> Nodes { get; init; } = [];

    /// <summary>The last number that a stream was given.</summary>
    [Id(3)]
    public int LastId { get; init; }

    /// <summary>What the first node sealed.</summary>
    [Id(4)]
    public byte[] Proof { get; init; } = [];

    /// <summary>Versions of the parts.</summary>
    [Id(5)]
    public long[] Parts { get; init; } = new long[Catalog.PartCount];

    /// <summary>The last number that a server was given. Those of servers that a machine was told before it was a node are below.</summary>
    [Id(6)]
    public int LastServerId { get; init; } = 1000;
}

/// <summary>What is kept in the store under the index's key.</summary>
[GenerateSerializer]
internal sealed class CatalogState
{
    /// <summary>The index.</summary>
    [Id(0)]
    public CatalogIndex Index { get; set; } = new();
}

/// <summary>The index. What the store does not take is not so.</summary>
internal sealed class CatalogGrain([PersistentState("catalog", NodeMember.Store)] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    private CatalogIndex Now => state.State.Index;

    /// <inheritdoc/>
    public async Task<Joined> JoinAsync(string name, byte[] proof)
    {
        int number = Now.Nodes.TryGetValue(name, out int known) ? known : Now.Nodes.Values.DefaultIfEmpty().Max() + 1;
        byte[] kept = Now.Proof.Length > 0 ? Now.Proof : proof;
        await KeepAsync(Now with { Nodes = new(Now.Nodes) { [name] = number }, Proof = kept });
        return new Joined(number, kept);
    }

    /// <inheritdoc/>
    public Task<CatalogIndex?> ReadAsync(long known) => Task.FromResult(known == Now.Version ? null : Now);

    /// <inheritdoc/>
    public async Task<PartChange> BeginAsync(int part, int ids)
    {
        var change = new PartChange(Now.Version + 1, Now.LastId + 1);
        long[] parts = [.. Now.Parts];
        parts[part] = change.Version;
        await KeepAsync(Now with { Parts = parts, LastId = Now.LastId + ids });
        return change;
    }

    /// <inheritdoc/>
    public async Task<int> NumberServerAsync()
    {
        await KeepAsync(Now with { LastServerId = Now.LastServerId + 1 });
        return Now.LastServerId;
    }

    /// <inheritdoc/>
    public Task SuspendAsync(string node, bool isSuspended) => Now.Suspended.Contains(node) == isSuspended
        ? Task.CompletedTask
        : KeepAsync(Now with { Suspended = isSuspended ? [.. Now.Suspended, node] : [.. Now.Suspended.Where(name => name != node)] });

    private async Task KeepAsync(CatalogIndex changed)
    {
        CatalogIndex before = Now;
        state.State.Index = changed with { Version = before.Version + 1 };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Index = before;
            DeactivateOnIdle(); // it may have been written, and by another activation: the next one reads what is so
            throw;
        }
    }
}
