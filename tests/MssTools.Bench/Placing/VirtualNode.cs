using System.Diagnostics;
using MssTools.Cluster;

namespace MssTools.Bench.Placing;

/// <summary>
/// A node without an engine: it tells, asks for its share of the groups, and balances, as a Keeper does every two seconds. It knows what it was told and
/// what it placed itself, and no more: placement, view and balancer are the product's.
/// </summary>
internal sealed class VirtualNode(VirtualCluster cluster, string name, Random random)
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(2);

    private readonly ClusterView _view = new(cluster.Clock);
    private readonly Balancer _balancer = new(cluster.Clock);
    private readonly DateTimeOffset _started = cluster.Clock.GetUtcNow();

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Whether it lives.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>What it runs.</summary>
    public HashSet<VirtualGroup> Held { get; } = [];

    /// <summary>Names of those that it takes for living, in order.</summary>
    public IReadOnlyList<string> Members { get; set; } = [];

    /// <summary>Begins its rounds, at a moment of its own.</summary>
    public void Start() => cluster.Clock.After(random.NextDouble() * s_round, Round);

    /// <summary>Ends without a word.</summary>
    public void Die()
    {
        IsAlive = false;
        foreach (VirtualGroup group in Held)
        {
            group.Node = null;
            cluster.Orphans.Add(group);
        }

        Held.Clear();
    }

    /// <summary>Places a group, as the director of placement does on the node that asks for it.</summary>
    public void Place(VirtualGroup group)
    {
        HashSet<string> living = [.. Members];
        if (Placement.Draw([.. _view.Loads.Where(load => living.Contains(load.Name))], [], random) is not { } chosen)
        {
            return;
        }

        _view.NotePlaced(chosen);
        group.IsOnItsWay = true;
        cluster.Clock.After(TimeSpan.FromSeconds(0.02 + (0.2 * random.NextDouble())), () => Arrive(group, cluster.Find(chosen)));
    }

    private void Round()
    {
        if (!IsAlive)
        {
            return;
        }

        Tell();
        AskForAll();
        Balance();
        cluster.Clock.After(s_round + TimeSpan.FromMilliseconds(random.Next(0, 50)), Round);
    }

    private void Tell()
    {
        // Processors are measured over two seconds, in which groups take sometimes more and sometimes less.
        var load = new ToldLoad
        {
            Name = name,
            Cpu = Math.Clamp(Held.Sum(group => group.Cpu) * (0.95 + (0.1 * random.NextDouble())), 0, 1),
            Groups = Held.Count,
            BytesPerSecond = Held.Sum(group => group.BytesPerSecond),
            Started = _started,
        };
        foreach (VirtualNode other in cluster.Nodes)
        {
            if (other.IsAlive)
            {
                other._view.Note(load);
            }
        }
    }

    private void AskForAll()
    {
        if (cluster.Clock.GetUtcNow() - _started < s_round && Members.Except(_view.Loads.Select(load => load.Name)).Any())
        {
            return;
        }

        int own = Members.ToList().IndexOf(name);
        foreach (VirtualGroup group in cluster.Orphans.Where(group => !group.IsOnItsWay && own >= 0 && KeyShare.Of(group.Key, Members.Count) == own).ToList())
        {
            Place(group);
        }
    }

    private void Balance()
    {
        IReadOnlyList<NodeLoad> loads = _view.Loads;
        if (!_balancer.BeginLook(name, loads))
        {
            return;
        }

        PlacedGroup[] groups =
        [
            .. cluster.Nodes.Where(node => node.IsAlive).SelectMany(static node => node.Held.Select(group =>
                new PlacedGroup(group.Key, node.Name, [], IsLive: true, group.Moved, group.Since))),
        ];
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<Move> moves = _balancer.Look(loads, groups);
        cluster.Looks.Add(Stopwatch.GetElapsedTime(began));
        foreach (Move move in moves)
        {
            _view.NotePlaced(move.To);
            VirtualGroup group = cluster.Find(move.From)!.Held.First(held => held.Key == move.Key);
            cluster.NoteMove(group);

            // What it holds is published first.
            cluster.Clock.After(TimeSpan.FromSeconds(0.5 + (2 * random.NextDouble())), () => Leave(group, cluster.Find(move.To)));
        }
    }

    private void Leave(VirtualGroup group, VirtualNode? to)
    {
        if (group.Node is { } from)
        {
            from.Held.Remove(group);
            group.Node = null;
            group.IsOnItsWay = true;
            group.Moved = cluster.Clock.GetUtcNow();
            Arrive(group, to);
        }
    }

    private void Arrive(VirtualGroup group, VirtualNode? at)
    {
        group.IsOnItsWay = false;
        if (at is not { IsAlive: true })
        {
            cluster.Orphans.Add(group);
            return;
        }

        cluster.Orphans.Remove(group);
        at.Held.Add(group);
        group.Node = at;
        group.Since = cluster.Clock.GetUtcNow();
    }
}
