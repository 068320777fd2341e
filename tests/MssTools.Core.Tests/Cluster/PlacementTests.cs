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

    // Each move must bring the two nodes nearer to each other, or groups would travel for ever.
    [Fact]
    public void Balance_UntilNothingMoves_EndsAndBringsNodesTogether() => Gen.Int[0, 30].Array[2, 6].Sample(counts =>
    {
        List<PlacedGroup> groups = [.. counts.SelectMany((count, node) => Enumerable.Range(0, count).Select(i => Group($"g{node}-{i}", $"n{node}")))];
        int moves = 0;
        while (Placement.Balance(LoadsOf(groups, counts.Length), groups, s_now) is { } move)
        {
            int from = groups.Count(g => g.Node == move.From);
            int to = groups.Count(g => g.Node == move.To);
            Assert.True(from > to + 1, $"{from} -> {to}");
            int at = groups.FindIndex(g => g.Key == move.Key);
            groups[at] = groups[at] with { Node = move.To, Moved = s_now };
            Assert.True(++moves <= counts.Sum());
        }

        int[] after = [.. Enumerable.Range(0, counts.Length).Select(node => groups.Count(g => g.Node == $"n{node}"))];
        Assert.True(after.Max() - after.Min() <= Math.Max(4, counts.Max() / 4), string.Join(", ", after));
    });

    [Fact]
    public void Balance_GroupThatMovedOrCameLately_Stays()
    {
        PlacedGroup[] groups = [.. Enumerable.Range(0, 8).Select(i => Group($"g{i}", "n0"))];
        NodeLoad[] loads = LoadsOf(groups, 2);

        Assert.NotNull(Placement.Balance(loads, groups, s_now));
        Assert.Null(Placement.Balance(loads, [.. groups.Select(g => g with { Moved = s_now - TimeSpan.FromMinutes(4) })], s_now));
        Assert.Null(Placement.Balance(loads, [.. groups.Select(g => g with { Since = s_now - TimeSpan.FromSeconds(20) })], s_now));
        Assert.Null(Placement.Balance(loads, [.. groups.Select(g => g with { IsLive = false })], s_now));
        Assert.Null(Placement.Balance(loads, [.. groups.Select(g => g with { Labels = ["zone=north"] })], s_now));
        Assert.Null(Placement.Balance([loads[0], loads[1] with { IsSuspended = true }], groups, s_now));
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
