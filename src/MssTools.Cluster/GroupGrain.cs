using MssTools.Core;
using MssTools.Core.Services;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;
using Orleans.Storage;

namespace MssTools.Cluster;

/// <summary>A group that is to run: where the grain is active, there the group runs.</summary>
internal interface IGroupGrain : IGrainWithStringKey
{
    /// <summary>Has it be active somewhere.</summary>
    Task PingAsync();

    /// <summary>Starts it for the first time, and has the catalog name it; the answer is its streams. Null: its node does not take it, and the next call has it placed anew.</summary>
    /// <param name="entry">A sealed entry, without numbers.</param>
    [ResponseTimeout("00:02:00")]
    Task<Answer> StartAsync(byte[] entry);

    /// <summary>Has it be as it is told; the answer is the change.</summary>
    /// <param name="entry">A sealed entry.</param>
    /// <param name="isPlan">True to say only what would be done.</param>
    [ResponseTimeout("00:02:00")]
    Task<Answer> EnsureAsync(byte[] entry, bool isPlan);

    /// <summary>Where it is, and how.</summary>
    [AlwaysInterleave]
    Task<GroupReport> ReportAsync();

    /// <summary>Notes that some of its streams are to end, so that none of them is started again.</summary>
    /// <returns>Name of the node that has it.</returns>
    Task<string> NoteStoppedAsync(string[] streams);

    /// <summary>Forgets it, without ending what runs.</summary>
    /// <returns>Name of the node that has it.</returns>
    Task<string> ForgetAsync();

    /// <summary>Has it go on at another silo.</summary>
    Task MoveAsync(SiloAddress target);
}

/// <summary>Where a group is, and how.</summary>
[GenerateSerializer]
internal sealed record GroupReport
{
    /// <summary>Name of the node.</summary>
    [Id(0)]
    public string Node { get; init; } = "";

    /// <summary>What it is to be, sealed; null: nothing any more.</summary>
    [Id(1)]
    public byte[]? Entry { get; init; }

    /// <summary>Why it does not run; null: it does, or is about to.</summary>
    [Id(2)]
    public string? Failure { get; init; }

    /// <summary>Whether it runs.</summary>
    [Id(3)]
    public bool IsRunning { get; init; }
}

/// <summary>What is kept of a group.</summary>
[GenerateSerializer]
internal sealed class GroupState
{
    /// <summary>What it is to be, sealed; null: nothing any more.</summary>
    [Id(0)]
    public byte[]? Entry { get; set; }
}

/// <summary>A group. Its engine is that of the node that it is active on; what it holds when it goes is published, and another node goes on behind it.</summary>
[GroupPlacement]
[KeepAlive]
internal sealed class GroupGrain(Node node, [PersistentState("group", NodeMember.Store)] IPersistentState<GroupState> state)
    : Grain, IGroupGrain, IGrainMigrationParticipant
{
    private const string MovedKey = "moved";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Between two attempts to start what could not be started.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(3);

    /// <summary>A group that nobody started for so long after it was named is forgotten: who named it has gone.</summary>
    private static readonly TimeSpan s_unstarted = TimeSpan.FromMinutes(2);

    private readonly long _since = node.Time.GetTimestamp();
    private StreamDefinition? _started;
    private MssException? _failure;
    private long? _tried;
    private bool _isForgotten;
    private bool _isOurs;
    private DateTimeOffset _moved;

    private string Key => this.GetPrimaryKeyString();

    private ICatalogPartGrain Part => GrainFactory.GetGrain<ICatalogPartGrain>(Catalog.PartOf(Key));

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        node.Held[Key] = new HeldGroup(Key, _moved, node.Time.GetUtcNow());
        this.RegisterGrainTimer(TendAsync, TimeSpan.Zero, s_look);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        node.Held.TryRemove(Key, out _);
        if (_started is not { IsLive: true } running || _isForgotten)
        {
            return;
        }

        node.Log.Write(ServiceEvent.Cluster, $"Group '{Key}' leaves this node ({reason.ReasonCode}).", group: Key);
        await Task.Run(() => node.Engine.Suspend(running.Identity), CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(MovedKey, node.Time.GetUtcNow());

    /// <inheritdoc/>
    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue(MovedKey, out DateTimeOffset moved))
        {
            _moved = moved;
        }
    }

    /// <inheritdoc/>
    public Task PingAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Answer> StartAsync(byte[] entry) => Answer.OfAsync<IReadOnlyList<MssStream>?>(async () =>
    {
        StateEntry read = Read(entry);
        var definition = (StreamDefinition)read.Definition;
        if (state.State.Entry is { } kept)
        {
            StateEntry running = Read(kept); // told twice at the same time, or kept though the store did not say so: then the catalog lacks it
            var there = (StreamDefinition)running.Definition;
            await Part.AddGroupAsync(Key, GroupEntry.Of(there) with { Ids = [.. running.Ids] });
            DefinitionDifference.RefuseOther(there, definition);
            return [.. node.Engine.GetStreams().Where(stream => running.Ids.Contains(stream.Id))];
        }

        if (!node.Takes(definition.NodeLabels))
        {
            DeactivateOnIdle();
            return null;
        }

        GroupEntry named = await Part.AddGroupAsync(Key, GroupEntry.Of(definition));
        try
        {
            return await StartAsync(read with { Ids = named.Ids }, definition);
        }
        catch
        {
            await LeaveAsync().ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing); // what stays named is forgotten in time
            throw;
        }
    });

    private async Task<IReadOnlyList<MssStream>> StartAsync(StateEntry entry, StreamDefinition definition)
    {
        StreamDefinition started = definition with { }; // an object of its own tells this run from the next one
        IReadOnlyList<MssStream> streams = await Task.Run(() => node.Engine.Start(started, entry.Ids, definition));
        try
        {
            await KeepAsync(entry.Write(node.Seal));
        }
        catch
        {
            await Task.Run(() => node.Engine.RemoveGroup(definition.Identity, deleteFile: false, CancellationToken.None));
            throw;
        }

        (_started, _failure) = (node.Engine.StartedAs(definition.Identity) ?? started, null);
        return streams;
    }

    /// <inheritdoc/>
    public Task<Answer> EnsureAsync(byte[] entry, bool isPlan) => Answer.OfAsync(async () =>
    {
        StateEntry read = Read(entry);
        var wanted = (StreamDefinition)read.Definition;
        MssChange change = _started is null
            ? await EnsureWaitingAsync(entry, wanted, isPlan)
            : await EnsureRunningAsync(entry, wanted, isPlan);
        if (!isPlan)
        {
            await Part.AddGroupAsync(Key, GroupEntry.Of(wanted) with { Ids = [.. read.Ids] }); // its labels may be others
        }

        return change;
    });

    private async Task<MssChange> EnsureRunningAsync(byte[] entry, StreamDefinition wanted, bool isPlan)
    {
        MssChange change = await Task.Run(() => node.Engine.Ensure(wanted, isPlan));
        if (change.IsDone)
        {
            await KeepAsync(entry);
            (_started, _failure) = (node.Engine.StartedAs(wanted.Identity), null);
        }

        return change;
    }

    // What does not run yet is noted, and begins so with its next attempt; what was named and never told to start, because its node died, starts now.
    private async Task<MssChange> EnsureWaitingAsync(byte[] entry, StreamDefinition wanted, bool isPlan)
    {
        StreamDefinition? now = state.State.Entry is { } kept ? (StreamDefinition)Read(kept).Definition : null;
        MssChange change = DesiredState.Compare("group", Key, now, wanted, static _ => MssChangeAction.Restart);
        if (isPlan || change.Action == MssChangeAction.None)
        {
            return change;
        }

        await KeepAsync(entry);
        _tried = null;
        return change with { IsDone = true };
    }

    /// <inheritdoc/>
    public Task<GroupReport> ReportAsync() => Task.FromResult(new GroupReport
    {
        Node = node.Name,
        Entry = state.State.Entry,
        Failure = _failure?.Message,
        IsRunning = _started is not null,
    });

    /// <inheritdoc/>
    public async Task<string> NoteStoppedAsync(string[] streams)
    {
        if (state.State.Entry is { } bytes)
        {
            StateEntry entry = Read(bytes);
            await KeepAsync((entry with { Stopped = [.. entry.Stopped.Union(streams, StringComparer.OrdinalIgnoreCase)] }).Write(node.Seal));
        }

        return node.Name;
    }

    /// <inheritdoc/>
    public async Task<string> ForgetAsync()
    {
        if (state.State.Entry is not null)
        {
            await KeepAsync(null);
        }

        await LeaveAsync();
        return node.Name;
    }

    /// <inheritdoc/>
    public Task MoveAsync(SiloAddress target)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    private static string Shown(StreamDefinition definition) => definition.Identity.ToString();

    private StateEntry Read(byte[] entry) => StateEntry.Read(entry, node.Seal);

    private async Task TendAsync()
    {
        if (_isForgotten)
        {
            return;
        }

        try
        {
            await TendAsync(state.State.Entry);
        }
#pragma warning disable CA1031 // The store does not answer, or the entry cannot be read: shown, and tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Note(Outage.Of(failure));
        }
    }

    private async Task TendAsync(byte[]? bytes)
    {
        if (bytes is null)
        {
            if (node.Time.GetElapsedTime(_since) > s_unstarted)
            {
                await state.ReadStateAsync(); // another activation may have started it, while this node was cut off
                if (state.State.Entry is null)
                {
                    await LeaveAsync();
                }
                else
                {
                    DeactivateOnIdle();
                }
            }
        }
        else if (_started is not null)
        {
            await SeeWhetherItEndedAsync(Read(bytes));
        }
        else if (_tried is null || node.Time.GetElapsedTime(_tried.Value) > s_pause)
        {
            _tried = node.Time.GetTimestamp();
            await GoOnAsync(Read(bytes));
        }
    }

    private async Task GoOnAsync(StateEntry entry)
    {
        var definition = (StreamDefinition)entry.Definition;
        if (IsStopped(entry, definition))
        {
            await KeepAsync(null);
            await LeaveAsync();
            return;
        }

        // It is here because no node took it.
        if (!node.Takes(definition.NodeLabels))
        {
            if (Placement.Choose(node.View.Loads, definition.NodeLabels, except: node.Name) is not null)
            {
                DeactivateOnIdle(); // whoever asks next has it placed there
                return;
            }

            Note(Placement.Unsuited(definition.NodeLabels, MssError.Unavailable));
            return;
        }

        // From here on the store takes nothing from who had it before.
        if (!_isOurs)
        {
            await KeepAsync(state.State.Entry);
            _isOurs = true;
        }

        try
        {
            _started = await Task.Run(() => GoOn(entry, definition));
            _failure = null;
            node.Log.Write(ServiceEvent.Cluster, $"Group '{Shown(definition)}' goes on at this node.", group: Shown(definition));
        }
        catch (MssException failure)
        {
            Note(failure);
        }
    }

    private StreamDefinition GoOn(StateEntry entry, StreamDefinition definition)
    {
        // The node that had it may not know yet that it has it no more.
        StreamDefinition again = MssEngine.ToGoOn(definition) with { TakesOver = true };
        foreach (MssStream stream in node.Engine.Start(again, entry.Ids, definition))
        {
            if (entry.Stopped.Contains(stream.Name, StringComparer.OrdinalIgnoreCase))
            {
                node.Engine.StopStream(stream.Id);
            }
        }

        return node.Engine.StartedAs(definition.Identity) ?? again;
    }

    // As RememberingEngine: a live group that failed by itself stays to be seen, and is tried again by the next node that has it.
    private async Task SeeWhetherItEndedAsync(StateEntry entry)
    {
        var definition = (StreamDefinition)entry.Definition;
        if (node.Engine.StartedAs(definition.Identity) is { } running)
        {
            _started = running;
            return;
        }

        bool hasFailed = node.Engine.GetGroups().FirstOrDefault(g => g.Definition.Identity == definition.Identity) is { State: StreamState.Failed };
        if (!hasFailed || !definition.IsLive || IsStopped(entry, definition))
        {
            await KeepAsync(null);
            await LeaveAsync();
        }
    }

    private static bool IsStopped(StateEntry entry, StreamDefinition definition) =>
        definition.LocalStreamNames.All(name => entry.Stopped.Contains(name, StringComparer.OrdinalIgnoreCase));

    private void Note(MssException failure)
    {
        if (_failure?.Message != failure.Message)
        {
            node.Log.Write(ServiceEvent.Pending, $"Group '{Key}' cannot be had now: {failure.Message}", failure, Key);
        }

        _failure = failure;
    }

    // The catalog last: what it names and nobody started is forgotten in time, and what runs is never forgotten.
    private async Task LeaveAsync()
    {
        _isForgotten = true;
        try
        {
            await Part.RemoveGroupAsync(Key);
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    private async Task KeepAsync(byte[]? entry)
    {
        byte[]? before = state.State.Entry;
        state.State.Entry = entry;
        try
        {
            await (entry is null ? state.ClearStateAsync() : state.WriteStateAsync());
        }
        catch (Exception failure)
        {
            state.State.Entry = before;
            if (failure is InconsistentStateException)
            {
                DeactivateOnIdle(); // it was written by another activation, or by this one without an answer: the next one reads what is so
            }

            throw;
        }
    }
}
