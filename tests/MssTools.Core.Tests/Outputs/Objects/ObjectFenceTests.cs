using MssTools.Core.Objects;
using MssTools.Core.Outputs.Objects;
using MssTools.Core.Tests.Objects;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Objects;

public sealed class ObjectFenceTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryStore _store = new();

    [Fact]
    public void Take_EachStart_HasTheNextEpoch()
    {
        ObjectFence first = Take();
        ObjectFence second = Take();

        Assert.Equal((1, null, true), (first.Epoch, first.Before, first.IsHonoured));
        Assert.Equal((2, 1, true), (second.Epoch, second.Before!.Epoch, second.IsHonoured));
        Assert.Equal(["web/group/.manifest.ismc.epoch"], _store.Shelf.Keys);
        Assert.Equal(4, _store.Count(ObjectAct.Put)); // each asks whether it is refused
    }

    [Fact]
    public void Take_StoreIgnoresConditions_SaysSo()
    {
        _store.Fault = static _ => ObjectFault.Lie;

        Assert.False(Take().IsHonoured);
        Assert.False(Take().IsHonoured);
    }

    [Fact]
    public void Take_ManyAtATime_EachHasAnEpochOfItsOwn()
    {
        ObjectFence[] fences = new ObjectFence[8];
        Parallel.For(0, fences.Length, i => fences[i] = Take());

        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), fences.Select(f => f.Epoch).Order());
        Assert.Equal(8, Assert.Single(fences, static fence => Record.Exception(fence.Check) is null).Epoch);
    }

    [Fact]
    public void Check_AnotherTookTheNext_NamesItsHost()
    {
        ObjectFence old = Take();
        old.Check();
        Take();

        MssException refused = Assert.Throws<MssException>(old.Check);

        Assert.Equal(MssError.Fenced, refused.Code);
        Assert.StartsWith(
            $"'s3://memory/web/group' is no longer this writer's, whose epoch is 1: '{Environment.MachineName}' (process ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("since 2026-05-01 12:00:00 UTC, epoch 2.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SomebodyEmptiedThePlace_GoesOn()
    {
        ObjectFence fence = Take();
        _store.Shelf.Delete("web/group/.manifest.ismc.epoch");

        fence.Check();
        fence.Check();

        Assert.Equal(2, Take().Epoch);
        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(fence.Check).Code);
    }

    [Fact]
    public void Check_WhatLiesThereIsNoRecord_IsFenced()
    {
        ObjectFence fence = Take();
        _store.Shelf.Put("web/group/.manifest.ismc.epoch", new ObjectContent("{}"u8.ToArray(), "", ""), PutCondition.None);

        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(fence.Check).Code);
    }

    // Away for a moment is not gone.
    [Fact]
    public void Check_StoreIsAway_IsAskedAgain()
    {
        ObjectFence fence = Take();
        int failures = 3;
        _store.Fault = _ => failures-- > 0 ? ObjectFault.Fail : ObjectFault.None;

        fence.Check();

        Assert.Equal(5, _store.Count(ObjectAct.Get));
    }

    public void Dispose() => _store.Dispose();

    private ObjectFence Take()
    {
        var time = new SteppedTime(s_now);
        return ObjectFence.Take(new ObjectFolder(_store, "web/group"), "manifest.ismc", new PatientCalls(time, CancellationToken.None), s_now);
    }
}
