namespace MssTools.Cluster;

/// <summary>A part of the catalog: groups, and what nodes share, whose keys have the same hash. A grain for each, in the store.</summary>
internal interface ICatalogPartGrain : IGrainWithIntegerKey
{
    /// <summary>All of it; null: it is of the version that is known. Waits for a change that is being written.</summary>
    Task<CatalogPart?> ReadAsync(long known);

    /// <summary>Adds a group, and numbers its streams where they have no numbers; one that is there and like it stays. Its grain alone does so.</summary>
    /// <returns>The group as it is kept.</returns>
    Task<GroupEntry> AddGroupAsync(string key, GroupEntry group);

    /// <summary>Forgets a group.</summary>
    Task RemoveGroupAsync(string key);

    /// <summary>Keeps what nodes share, in the place of what was kept of it before.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">What it is, sealed.</param>
    Task PutSharedAsync(string key, byte[] entry);

    /// <summary>Forgets what nodes share; false: there is none.</summary>
    Task<bool> RemoveSharedAsync(string key);
}

/// <summary>What is kept of a part; replaced as a whole.</summary>
[GenerateSerializer]
internal sealed record CatalogPart
{
    /// <summary>The version of the index that says that it changed.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>What nodes share, sealed, by key.</summary>
    [Id(1)]
    public Dictionary<string, byte[]> Shared { get; init; } = [];

    /// <summary>Groups, by key.</summary>
    [Id(2)]
    public Dictionary<string, GroupEntry> Groups { get; init; } = [];
}

/// <summary>What is kept in the store under a part's key.</summary>
[GenerateSerializer]
internal sealed class CatalogPartState
{
    /// <summary>The part.</summary>
    [Id(0)]
    public CatalogPart Part { get; set; } = new();
}

/// <summary>A part. The index is told first: a node that reads the one waits for the other, and none misses a change, whichever of the two nodes dies.</summary>
internal sealed class CatalogPartGrain([PersistentState("part", NodeMember.Store)] IPersistentState<CatalogPartState> state) : Grain, ICatalogPartGrain
{
    private CatalogPart Now => state.State.Part;

    /// <inheritdoc/>
    public Task<CatalogPart?> ReadAsync(long known) => Task.FromResult(known == Now.Version ? null : Now);

    /// <inheritdoc/>
    public async Task<GroupEntry> AddGroupAsync(string key, GroupEntry group)
    {
        if (Now.Groups.TryGetValue(key, out GroupEntry? there) && there.IsLike(group))
        {
            return there;
        }

        int wanted = group.Ids.Length > 0 ? 0 : group.Streams.Length;
        PartChange change = await BeginAsync(wanted);
        GroupEntry added = wanted > 0 ? group with { Ids = [.. Enumerable.Range(change.FirstId, wanted)] } : group;
        await KeepAsync(Now with { Groups = new(Now.Groups) { [key] = added } }, change);
        return added;
    }

    /// <inheritdoc/>
    public async Task RemoveGroupAsync(string key)
    {
        if (Now.Groups.ContainsKey(key))
        {
            await KeepAsync(Now with { Groups = Without(Now.Groups, key) }, await BeginAsync());
        }
    }

    /// <inheritdoc/>
    public async Task PutSharedAsync(string key, byte[] entry) =>
        await KeepAsync(Now with { Shared = new(Now.Shared) { [key] = entry } }, await BeginAsync());

    /// <inheritdoc/>
    public async Task<bool> RemoveSharedAsync(string key)
    {
        bool isThere = Now.Shared.ContainsKey(key);
        if (isThere)
        {
            await KeepAsync(Now with { Shared = Without(Now.Shared, key) }, await BeginAsync());
        }

        return isThere;
    }

    private static Dictionary<string, T> Without<T>(Dictionary<string, T> all, string key)
    {
        var left = new Dictionary<string, T>(all);
        left.Remove(key);
        return left;
    }

    private Task<PartChange> BeginAsync(int ids = 0) => GrainFactory.GetGrain<ICatalogGrain>(0).BeginAsync((int)this.GetPrimaryKeyLong(), ids);

    private async Task KeepAsync(CatalogPart changed, PartChange change)
    {
        CatalogPart before = Now;
        state.State.Part = changed with { Version = change.Version };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Part = before;
            DeactivateOnIdle(); // as CatalogGrain
            throw;
        }
    }
}
