using MssTools.Cluster;

namespace MssTools.Bench.Placing;

/// <summary>Nodes and groups in virtual time. Which nodes live is known to all at once, some seconds after it is so.</summary>
internal sealed class VirtualCluster
{
    private readonly Random _random;
    private readonly Dictionary<string, VirtualNode> _byName = new(StringComparer.Ordinal);

    /// <param name="nodes">How many nodes.</param>
    /// <param name="groups">How many groups, none of which runs yet.</param>
    /// <param name="random">All that is drawn.</param>
    public VirtualCluster(int nodes, int groups, Random random)
    {
        _random = random;

        // 1, 2 or 5 Mbit/s; with all of them running, a node is busy with its groups half of the time.
        Groups =
        [
            .. Enumerable.Range(0, groups).Select(i =>
            {
                double megabits = random.GetItems([1.0, 2.0, 5.0], 1)[0];
                double mean = 0.5 * nodes / groups;
                return new VirtualGroup($"group{i}@/web", mean * (0.36 + (0.24 * megabits)), megabits * 125_000);
            }),
        ];
        for (int i = 0; i < nodes; i++)
        {
            Join($"n{i:d3}");
        }

        Agree();
    }

    /// <summary>Its time.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>All groups.</summary>
    public IReadOnlyList<VirtualGroup> Groups { get; }

    /// <summary>Groups that are to run and do not.</summary>
    public HashSet<VirtualGroup> Orphans { get; } = [];

    /// <summary>What each look for balance took, of real time.</summary>
    public List<TimeSpan> Looks { get; } = [];

    /// <summary>Moves for balance.</summary>
    public int Moves { get; private set; }

    /// <summary>When the last of them was.</summary>
    public TimeSpan LastMove { get; private set; }

    /// <summary>Groups that moved twice within five minutes.</summary>
    public int Restless { get; private set; }

    /// <summary>The nodes.</summary>
    public IReadOnlyCollection<VirtualNode> Nodes => _byName.Values;

    /// <summary>Those that live.</summary>
    public IReadOnlyList<VirtualNode> Living => [.. Nodes.Where(node => node.IsAlive)];

    /// <summary>The node of a name.</summary>
    public VirtualNode? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Has some nodes die; the others know within 6 to 10 s.</summary>
    public void Kill(int count)
    {
        VirtualNode[] living = [.. Living];
        _random.Shuffle(living);
        foreach (VirtualNode node in living.Take(count))
        {
            node.Die();
        }

        Clock.After(TimeSpan.FromSeconds(6 + (4 * _random.NextDouble())), Agree);
    }

    /// <summary>Has those that died start anew, empty.</summary>
    public void Revive()
    {
        foreach (VirtualNode dead in Nodes.Where(node => !node.IsAlive).ToList())
        {
            Join(dead.Name);
        }

        Agree();
    }

    /// <summary>Notes that a group is told to move.</summary>
    public void NoteMove(VirtualGroup group)
    {
        Moves++;
        LastMove = Clock.Now;
        Restless += Clock.GetUtcNow() - group.Moved < Placement.Rest ? 1 : 0;
    }

    private void Join(string name)
    {
        var node = new VirtualNode(this, name, new Random(_random.Next()));
        _byName[name] = node;
        node.Start();
    }

    private void Agree()
    {
        string[] names = [.. Living.Select(node => node.Name).Order(StringComparer.Ordinal)];
        foreach (VirtualNode node in Living)
        {
            node.Members = names;
        }
    }
}
