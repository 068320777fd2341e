using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// What a node does every two seconds: tells the others how it is, has what the nodes share, sees to it that its share of the groups
/// runs somewhere, and moves away what may not be here. The oldest node balances as well.
/// </summary>
internal sealed class Keeper(Node node, Cluster cluster) : IDisposable
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Groups that leave a node in one round.</summary>
    private const int MostLeaving = 4;

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SharedHere _shared = new(node);
    private bool _isShared;
    private readonly MssNode _first = node.Measure();
    private Task _rounds = Task.CompletedTask;
    private readonly RateMeter _rate = new(node.Time);
    private readonly Balancer _balancer = new(node.Time);
    private readonly long _began = node.Time.GetTimestamp();
    private string? _said;

    /// <summary>Begins; the first round is over when this returns.</summary>
    public async Task StartAsync()
    {
        (node.Refresh, node.View.IsLiving) = (RefreshAsync, name => cluster.Find(name) is not null);
        await RefreshAsync();
        await TellAsync();
        _rounds = Task.Run(RunAsync);
    }

    /// <summary>Ends the rounds.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _rounds.Wait(s_patience);
    }

    // What goes wrong in a round, such as a store that does not answer, is tried again in the next one.
    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(s_round, node.Time);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await TellAsync();
                await RefreshAsync();
                await AskForAllAsync();
                await SendAwayAsync();
                await BalanceAsync();
                node.EndSilent();
                Say(null);
                await timer.WaitForNextTickAsync(_end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A node must not end for what others do.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Say(Outage.Of(failure));
                await Task.Delay(s_round, node.Time, CancellationToken.None);
            }
        }
    }

    private void Say(MssException? failure)
    {
        if (failure?.Message != _said)
        {
            node.Log.Write(ServiceEvent.Cluster, failure?.Message ?? "The cluster does it again.", failure);
        }

        _said = failure?.Message;
    }

    private async Task TellAsync()
    {
        MssNode now = node.Measure();
        var load = new ToldLoad
        {
            Name = node.Name,
            Labels = [.. node.Labels],
            Cpu = now.CpuLoad,
            Groups = node.Held.Count,
            BytesPerSecond = _rate.Measure(node.Engine.GetStreams()),
            Started = _first.StartTime ?? default,
        };
        node.View.Note(load);
        bool[] known = await Task.WhenAll(cluster.Others().Select(other => TryAsync(() => cluster.At(other).TellAsync(load))));
        if (known.All(static isKnown => isKnown))
        {
            node.View.NoteKnown();
        }
    }

    // Who does not answer says nothing, and gets no groups.
    private static async Task<bool> TryAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask().WaitAsync(s_round);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RefreshAsync()
    {
        await _reading.WaitAsync();
        try
        {
            Catalog before = node.View.Catalog;
            Catalog now = await cluster.ReadAsync(before).WaitAsync(s_patience);
            node.View.Catalog = now;
            if (!_isShared || !now.Parts.SequenceEqual(before.Parts))
            {
                _isShared = await Task.Run(() => _shared.Apply(now)); // it opens and closes ports
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    // By name, so that all nodes agree whose share is whose.
    private async Task AskForAllAsync()
    {
        string[] names = [.. cluster.Living().Select(living => living.Name).Order(StringComparer.Ordinal)];
        int own = Array.IndexOf(names, node.Name);
        if (own < 0 || !HasHeard(names))
        {
            return;
        }

        string[] share = [.. node.View.Catalog.Groups.Keys.Where(key => KeyShare.Of(key, names.Length) == own)];
        MssException? failure = null;
        await Parallel.ForEachAsync(share, new ParallelOptions { MaxDegreeOfParallelism = ClusterCalls.MostAtATime, CancellationToken = _end.Token }, async (key, end) =>
        {
            try
            {
                await cluster.Group(key).PingAsync().WaitAsync(s_patience, end);
            }
#pragma warning disable CA1031 // One that cannot be had keeps no other from it.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                failure = Outage.Of(thrown);
            }
        });
        if (failure is not null)
        {
            throw failure;
        }
    }

    // Who has just begun and heard of few would give all to these.
    private bool HasHeard(string[] names) =>
        node.Time.GetElapsedTime(_began) >= s_round || names.Except(node.View.Loads.Select(load => load.Name)).FirstOrDefault() is null;

    // Where this node was told to take none, or lacks what a group asks for.
    private async Task SendAwayAsync()
    {
        Catalog catalog = node.View.Catalog;
        if (node.View.Loads.FirstOrDefault(load => load.Name == node.Name) is not { } here)
        {
            return;
        }

        int left = MostLeaving;
        foreach (string key in node.Held.Keys)
        {
            if (left > 0
                && catalog.Groups.TryGetValue(key, out GroupEntry? group)
                && group.IsLive
                && !Placement.Suits(here, group.Labels)
                && Placement.Draw(node.View.Loads, group.Labels, Random.Shared, except: node.Name) is { } to)
            {
                left--;
                await MoveAsync(key, to);
            }
        }
    }

    private async Task BalanceAsync()
    {
        IReadOnlyList<NodeLoad> loads = node.View.Loads;
        if (!_balancer.BeginLook(node.Name, loads))
        {
            return;
        }

        PlacedGroup[][] groups = await Task.WhenAll(cluster.Living().Select(ListAsync));
        foreach (Move move in _balancer.Look(loads, [.. groups.SelectMany(static held => held)]))
        {
            node.Log.Write(ServiceEvent.Cluster, $"Group '{move.Key}' moves from node '{move.From}' to '{move.To}', for balance.", group: move.Key);
            await MoveAsync(move.Key, move.To);
        }
    }

    // From who does not answer nothing moves.
    private async Task<PlacedGroup[]> ListAsync(ClusterMember member)
    {
        List<PlacedGroup> groups = [];
        await TryAsync(async () =>
        {
            foreach (HeldGroup held in await cluster.At(member.SiloAddress).ListAsync())
            {
                if (node.View.Catalog.Groups.TryGetValue(held.Key, out GroupEntry? group))
                {
                    groups.Add(new PlacedGroup(held.Key, member.Name, group.Labels, group.IsLive, held.Moved, held.Since));
                }
            }

            return true;
        });
        return [.. groups];
    }

    private async Task MoveAsync(string key, string to)
    {
        node.View.NotePlaced(to);
        if (cluster.Find(to) is { } target)
        {
            await cluster.Group(key).MoveAsync(target.SiloAddress).WaitAsync(s_patience);
        }
    }
}
