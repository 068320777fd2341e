namespace MssTools.Cluster;

/// <summary>What the cluster was told, all of it but the definitions of groups: one grain, in the store.</summary>
internal interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Lets a node in.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="proof">Bytes that it sealed; those of the first node are kept.</param>
    Task<Joined> JoinAsync(string name, byte[] proof);

    /// <summary>All of it; null: it is of the version that is known.</summary>
    Task<Catalog?> ReadAsync(long known);

    /// <summary>Adds a group, and numbers its streams; one that is there stays as it is.</summary>
    /// <returns>The group as it is kept.</returns>
    Task<GroupEntry> AddGroupAsync(string key, GroupEntry group);

    /// <summary>Has a group ask for other labels.</summary>
    Task LabelGroupAsync(string key, string[] labels);

    /// <summary>Forgets a group.</summary>
    Task RemoveGroupAsync(string key);

    /// <summary>Keeps a local stream, sealed.</summary>
    Task PutLocalStreamAsync(string name, byte[] entry);

    /// <summary>Forgets a local stream; false: there is none.</summary>
    Task<bool> RemoveLocalStreamAsync(string name);

    /// <summary>Has a node take no groups, or take them again.</summary>
    Task SuspendAsync(string node, bool isSuspended);
}

/// <summary>What a node is told that joins.</summary>
/// <param name="Number">Its number, 1 and up; the same for the same name.</param>
/// <param name="Proof">What the first node sealed.</param>
[GenerateSerializer]
internal sealed record Joined([property: Id(0)] int Number, [property: Id(1)] byte[] Proof);

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
}

/// <summary>What is kept; replaced as a whole.</summary>
[GenerateSerializer]
internal sealed record Catalog
{
    /// <summary>Grows with each change.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>Entries of local streams, by name in capital letters.</summary>
    [Id(1)]
    public Dictionary<string, byte[]> LocalStreams { get; init; } = [];

    /// <summary>Groups, by key.</summary>
    [Id(2)]
    public Dictionary<string, GroupEntry> Groups { get; init; } = [];

    /// <summary>Names of nodes that take no groups.</summary>
    [Id(3)]
    public string[] Suspended { get; init; } = [];

    /// <summary>Numbers of the nodes that ever were, by name.</summary>
    [Id(4)]
    public Dictionary<string, int> Nodes { get; init; } = [];

    /// <summary>The last number that a stream was given.</summary>
    [Id(5)]
    public int LastId { get; init; }

    /// <summary>What the first node sealed.</summary>
    [Id(6)]
    public byte[] Proof { get; init; } = [];
}

/// <summary>What is kept in the store under the catalog's key.</summary>
[GenerateSerializer]
internal sealed class CatalogState
{
    /// <summary>The catalog.</summary>
    [Id(0)]
    public Catalog Catalog { get; set; } = new();
}

/// <summary>The catalog. What the store does not take is not so.</summary>
internal sealed class CatalogGrain([PersistentState("catalog", NodeMember.Store)] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    private Catalog Now => state.State.Catalog;

    /// <inheritdoc/>
    public async Task<Joined> JoinAsync(string name, byte[] proof)
    {
        int number = Now.Nodes.TryGetValue(name, out int known) ? known : Now.Nodes.Values.DefaultIfEmpty().Max() + 1;
        byte[] kept = Now.Proof.Length > 0 ? Now.Proof : proof;
        await KeepAsync(Now with { Nodes = new(Now.Nodes) { [name] = number }, Proof = kept });
        return new Joined(number, kept);
    }

    /// <inheritdoc/>
    public Task<Catalog?> ReadAsync(long known) => Task.FromResult(known == Now.Version ? null : Now);

    /// <inheritdoc/>
    public async Task<GroupEntry> AddGroupAsync(string key, GroupEntry group)
    {
        if (Now.Groups.TryGetValue(key, out GroupEntry? there))
        {
            return there;
        }

        GroupEntry added = group with { Ids = [.. Enumerable.Range(Now.LastId + 1, group.Streams.Length)] };
        await KeepAsync(Now with { Groups = new(Now.Groups) { [key] = added }, LastId = Now.LastId + added.Ids.Length });
        return added;
    }

    /// <inheritdoc/>
    public Task LabelGroupAsync(string key, string[] labels) =>
        Now.Groups.TryGetValue(key, out GroupEntry? there) && !there.Labels.SequenceEqual(labels)
            ? KeepAsync(Now with { Groups = new(Now.Groups) { [key] = there with { Labels = labels } } })
            : Task.CompletedTask;

    /// <inheritdoc/>
    public Task RemoveGroupAsync(string key) => Now.Groups.ContainsKey(key) ? KeepAsync(Now with { Groups = Without(Now.Groups, key) }) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task PutLocalStreamAsync(string name, byte[] entry) =>
        KeepAsync(Now with { LocalStreams = new(Now.LocalStreams) { [name.ToUpperInvariant()] = entry } });

    /// <inheritdoc/>
    public async Task<bool> RemoveLocalStreamAsync(string name)
    {
        if (!Now.LocalStreams.ContainsKey(name.ToUpperInvariant()))
        {
            return false;
        }

        await KeepAsync(Now with { LocalStreams = Without(Now.LocalStreams, name.ToUpperInvariant()) });
        return true;
    }

    /// <inheritdoc/>
    public Task SuspendAsync(string node, bool isSuspended) => Now.Suspended.Contains(node) == isSuspended
        ? Task.CompletedTask
        : KeepAsync(Now with { Suspended = isSuspended ? [.. Now.Suspended, node] : [.. Now.Suspended.Where(name => name != node)] });

    private static Dictionary<string, T> Without<T>(Dictionary<string, T> all, string key)
    {
        var left = new Dictionary<string, T>(all);
        left.Remove(key);
        return left;
    }

    private async Task KeepAsync(Catalog changed)
    {
        Catalog before = Now;
        state.State.Catalog = changed with { Version = before.Version + 1 };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Catalog = before;
            DeactivateOnIdle(); // it may have been written, and by another activation: the next one reads what is so
            throw;
        }
    }
}
