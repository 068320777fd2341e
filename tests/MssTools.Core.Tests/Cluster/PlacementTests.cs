using CsCheck;
using MssTools.Cluster;
using Xunit;

namespace MssTools.Core.Tests.Cluster;

/// <summary>Where groups go, of loads and labels alone.</summary>
public sealed class PlacementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<NodeLoad[]> s_nodes = Gen.Select(Gen.Double[0, 1], Gen.Int[0, 40], Gen.Double[0, 1e7], Gen.Int[0, 3], Gen.Bool, Gen.Bool)
        .Array[1, 8]
        .Select(nodes => nodes.Select((n, i) => new NodeLoad
        {
            Name = $"n{i}",
            Cpu = n.Item1,
            Groups = n.Item2,
            BytesPerSecond = n.Item3,
            Placed = n.Item4,
            IsSuspended = n.Item5,
            Labels = n.Item6 ? ["zone=north"] : [],
        }).ToArray());

    [Fact]
    public void Choose_GivesOneThatSuits_AndNoneThatSuitsHasLess() => s_nodes.Sample(nodes =>
    {
        foreach (string[] labels in new string[][] { [], ["zone=north"] })
        {
            NodeLoad[] suiting = [.. nodes.Where(node => !node.IsSuspended && labels.All(node.Labels.Contains))];
            string? chosen = Placement.Choose(nodes, labels);
            Assert.Equal(suiting.Length == 0, chosen is null);
            if (chosen is not null)
            {
                Assert.Equal(suiting.Min(node => Placement.LoadOf(node, nodes)), Placement.LoadOf(nodes.Single(node => node.Name == chosen), nodes));
            }
        }
    });

    [Fact]
    public void Choose_ManyAtOnceBeforeAnybodyTells_AreSpread()
    {
        NodeLoad[] nodes = [.. Enumerable.Range(0, 3).Select(i => new NodeLoad { Name = $"n{i}" })];
        for (int group = 0; group < 30; group++)
        {
            string chosen = Placement.Choose(nodes, [])!;
            nodes = [.. nodes.Select(node => node.Name == chosen ? node with { Placed = node.Placed + 1 } : node)];
        }

        Assert.All(nodes, node => Assert.Equal(10, node.Placed));
    }

    [Fact]
    public void Draw_GivesOneThatSuits_AndNeverTheMostLoadedOfMoreThanThree() => Gen.Select(s_nodes, Gen.Int).Sample((nodes, seed) =>
    {
        foreach (string[] labels in new string[][] { [], ["zone=north"] })
        {
            NodeLoad[] suiting = [.. nodes.Where(node => node.Name != "n0" && Placement.Suits(node, labels)).OrderBy(node => Placement.LoadOf(node, nodes))];
            string? chosen = Placement.Draw(nodes, labels, new Random(seed), except: "n0");
            Assert.Equal(suiting.Length == 0, chosen is null);
            Assert.Equal(chosen, Placement.Draw(nodes, labels, new Random(seed), except: "n0"));
            if (suiting.Length is > 0 and <= 3)
            {
                Assert.Equal(Placement.Choose(nodes, labels, except: "n0"), chosen);
            }
            else if (chosen is not null)
            {
                Assert.True(Placement.LoadOf(suiting.Single(node => node.Name == chosen), nodes) <= Placement.LoadOf(suiting[^3], nodes));
            }
        }
    });

    // As when nodes die: each of the others places its share of their groups, and knows of no other's placing.
    [Fact]
    public void Draw_ManyWhoKnowNothingOfEachOther_DoNotChooseTheSame()
    {
        var random = new Random(1);
        NodeLoad[] told = [.. Enumerable.Range(0, 90).Select(i => new NodeLoad { Name = $"n{i}", Groups = 95 + random.Next(11), Cpu = 0.5 })];
        Dictionary<string, int> given = told.ToDictionary(node => node.Name, static _ => 0);
        for (int who = 0; who < 90; who++)
        {
            NodeLoad[] view = [.. told];
            for (int group = 0; group < 11; group++)
            {
                string chosen = Placement.Draw(view, [], random)!;
                int at = Array.FindIndex(view, node => node.Name == chosen);
                view[at] = view[at] with { Placed = view[at].Placed + 1 };
                given[view[at].Name]++;
            }
        }

        Assert.InRange(told.Max(node => node.Groups + given[node.Name]), 100, 135); // 111 is even; with the least loaded of all, some get 90 more
    }

    // Each move must bring the two nodes nearer to each other, or groups would travel for ever.
    [Fact]
    public void Balance_UntilNothingMoves_EndsAndBringsNodesTogether() => Gen.Int[0, 30].Array[2, 6].Sample(counts =>
    {
        List<PlacedGroup> groups = [.. counts.SelectMany((count, node) => Enumerable.Range(0, count).Select(i => Group($"g{node}-{i}", $"n{node}")))];
        int moves = 0;
        while (Placement.Balance(LoadsOf(groups, counts.Length), groups, s_now) is { Count: > 0 } moving)
        {
            Assert.True(moving.Count <= 2);
            foreach (Move move in moving)
            {
                int from = groups.Count(g => g.Node == move.From);
                int to = groups.Count(g => g.Node == move.To);
                Assert.True(from > to + 1, $"{from} -> {to}");
                int at = groups.FindIndex(g => g.Key == move.Key);
                groups[at] = groups[at] with { Node = move.To, Moved = s_now };
                Assert.True(++moves <= counts.Sum());
            }
        }

        int[] after = [.. Enumerable.Range(0, counts.Length).Select(node => groups.Count(g => g.Node == $"n{node}"))];
        Assert.True(after.Max() - after.Min() <= Math.Max(4, counts.Max() / 4), string.Join(", ", after));
    });

    [Fact]
    public void Balance_GroupThatMovedOrCameLately_Stays()
    {
        PlacedGroup[] groups = [.. Enumerable.Range(0, 8).Select(i => Group($"g{i}", "n0"))];
        NodeLoad[] loads = LoadsOf(groups, 2);

        Assert.NotEmpty(Placement.Balance(loads, groups, s_now));
        Assert.Empty(Placement.Balance(loads, [.. groups.Select(g => g with { Moved = s_now - TimeSpan.FromMinutes(4) })], s_now));
        Assert.Empty(Placement.Balance(loads, [.. groups.Select(g => g with { Since = s_now - TimeSpan.FromSeconds(20) })], s_now));
        Assert.Empty(Placement.Balance(loads, [.. groups.Select(g => g with { IsLive = false })], s_now));
        Assert.Empty(Placement.Balance(loads, [.. groups.Select(g => g with { Labels = ["zone=north"] })], s_now));
        Assert.Empty(Placement.Balance([loads[0], loads[1] with { IsSuspended = true }], groups, s_now));
    }

    [Fact]
    public void Balance_MovesToNodesThatSuitAlone_AndNoGroupTwice() => Gen.Select(s_nodes, Gen.Int[0, 7].Array[0, 60]).Sample((nodes, places) =>
    {
        PlacedGroup[] groups = [.. places.Select((place, i) => Group($"g{i}", $"n{place % nodes.Length}") with { Labels = i % 3 == 0 ? ["zone=north"] : [] })];
        IReadOnlyList<Move> moves = Placement.Balance(nodes, groups, s_now);

        Assert.Equal(moves.Count, moves.Select(move => move.Key).Distinct().Count());
        Assert.True(moves.Count == 0 || Placement.IsUneven(nodes));
        Assert.All(moves, move =>
        {
            PlacedGroup group = groups.Single(g => g.Key == move.Key);
            Assert.Equal(group.Node, move.From);
            Assert.NotEqual(move.From, move.To);
            Assert.True(Placement.Suits(nodes.Single(node => node.Name == move.To), group.Labels));
        });
    });

    // What is even at three nodes is so at a hundred, and what is not is not.
    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(100)]
    public void Balance_MeansTheSameForFewNodesAndForMany(int nodes)
    {
        Assert.Empty(Moves(104));
        Assert.Equal((nodes + 4) / 5, Moves(200).Count);

        IReadOnlyList<Move> Moves(int ofFirst)
        {
            PlacedGroup[] groups = [.. Enumerable.Range(0, nodes).SelectMany(n => Enumerable.Range(0, n == 0 ? ofFirst : 100).Select(i => Group($"g{n}-{i}", $"n{n}")))];
            return Placement.Balance([.. LoadsOf(groups, nodes).Select(static load => load with { Cpu = 0.5 })], groups, s_now);
        }
    }

    [Fact]
    public void Balancer_MovesWhatTwoLooksAgreeOn()
    {
        PlacedGroup[] groups = [.. Enumerable.Range(0, 8).Select(i => Group($"g{i}", "n0"))];
        NodeLoad[] uneven = LoadsOf(groups, 2);
        NodeLoad[] even = [.. uneven.Select(static load => load with { Groups = 4, Cpu = 0.04, BytesPerSecond = 4e5 })];
        var balancer = new Balancer(TimeProvider.System);

        Assert.Empty(balancer.Look(even, groups));
        Assert.Empty(balancer.Look(uneven, groups));
        Assert.Single(balancer.Look(uneven, groups));
        Assert.Empty(balancer.Look(uneven, groups));
    }

    [Fact]
    public void LoadOf_IsOfBusyProcessors_WhereGroupsAreAlike()
    {
        NodeLoad[] nodes = [new() { Name = "busy", Cpu = 0.9, Groups = 3 }, new() { Name = "idle", Cpu = 0.1, Groups = 3 }];

        Assert.Equal("idle", Placement.Choose(nodes, []));
    }

    private static PlacedGroup Group(string key, string node) => new(key, node, [], IsLive: true, Moved: default, Since: default);

    private static NodeLoad[] LoadsOf(IReadOnlyCollection<PlacedGroup> groups, int nodes) =>
    [
        .. Enumerable.Range(0, nodes).Select(node => groups.Count(g => g.Node == $"n{node}")).Select((count, node) => new NodeLoad
        {
            Name = $"n{node}",
            Groups = count,
            Cpu = Math.Min(1, count * 0.01),
            BytesPerSecond = count * 1e5,
        }),
    ];
}
