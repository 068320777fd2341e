using System.Reactive;
using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class SinkQueueTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Close_Empty_Completes()
    {
        using var queue = new ActionQueue(1);

        queue.Close();

        await queue.Completion.WaitAsync(s_limit);
    }

    [Fact]
    public async Task Enqueue_WorkThatEndsInAnotherOrder_NoticesComeInTheirs()
    {
        using var queue = new ActionQueue(4);
        using var second = new ManualResetEventSlim();
        var notices = new List<int>();

        queue.Enqueue(() => Assert.True(second.Wait(s_limit)), _ => notices.Add(1), slots: 1); // ends after the second
        queue.Enqueue(second.Set, _ => notices.Add(2), slots: 1);
        queue.Enqueue(() => notices.Add(3));
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal([1, 2, 3], notices);
    }

    [Fact]
    public async Task IsNextOver_InANotice_TellsWhetherTheNextHasToBeWaitedFor()
    {
        using var queue = new SinkQueue<int>(4, new WriterThreads(1)); // one piece of work after another
        using var third = new ManualResetEventSlim();
        using var second = new ManualResetEventSlim();
        var seen = new List<bool>();
        queue.Enqueue(() => { }, _ => [1]);
        queue.Enqueue(() => { }, _ => [2]);
        queue.Enqueue(
            () =>
            {
                third.Set();
                Assert.True(second.Wait(s_limit));
            },
            _ => [3]);
        Assert.True(third.Wait(s_limit)); // so the second is over

        using IDisposable notices = queue.Subscribe(Observer.Create<int>(notice =>
        {
            seen.Add(queue.IsNextOver);
            if (notice == 2)
            {
                second.Set();
            }
        }));
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal([true, false, false], seen);
    }

    [Fact]
    public async Task Enqueue_Full_Waits()
    {
        using var queue = new ActionQueue(2);
        using var release = new ManualResetEventSlim();
        int running = 0;
        int most = 0;
        var pump = Task.Run(() =>
        {
            for (int i = 0; i < 6; i++)
            {
                queue.Enqueue(
                    () =>
                    {
                        int now = Interlocked.Increment(ref running);
                        InterlockedMax(ref most, now);
                        Assert.True(release.Wait(s_limit));
                    },
                    _ => Interlocked.Decrement(ref running),
                    slots: 1);
            }
        });

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref running) == 2, s_limit));
        Assert.False(pump.IsCompleted);
        release.Set();
        await pump.WaitAsync(s_limit);
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal((2, 0), (most, running));
    }

    // A fragment larger than the whole budget goes alone; it must not wait for slots that there never are.
    [Fact]
    public async Task Enqueue_WorkThatTakesSeveralSlots_RunsAlongsideLess()
    {
        using var queue = new ActionQueue(3);
        int running = 0;
        int most = 0;
        void Work()
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.Yield();
        }

        for (int i = 0; i < 50; i++)
        {
            queue.Enqueue(Work, _ => Interlocked.Decrement(ref running), slots: i % 2 == 0 ? 2 : 99);
        }

        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal((1, 0), (most, running));
    }

    [Fact]
    public async Task Enqueue_WorkFails_TellsItsOwnNoticeAndGoesOn()
    {
        using var queue = new ActionQueue(2);
        var notices = new List<MssError?>();

        queue.Enqueue(() => { }, f => notices.Add((f as MssException)?.Code), slots: 1);
        queue.Enqueue(() => throw new MssException(MssError.SinkFailed, "no space left"), f => notices.Add((f as MssException)?.Code), slots: 1);
        queue.Enqueue(() => { }, f => notices.Add((f as MssException)?.Code), slots: 1);
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal([null, MssError.SinkFailed, null], notices);
    }

    // Others of the group must not wait for ever for a slot, nor lose their notices.
    [Fact]
    public async Task Enqueue_NoticeThrows_TheOthersGoOnAndTheEndIsLoud()
    {
        using var queue = new ActionQueue(1);
        int notices = 0;

        queue.Enqueue(() => throw new InvalidOperationException("a bug"));
        queue.Enqueue(() => { }, _ => throw new InvalidOperationException("another"), slots: 1);
        queue.Enqueue(() => { }, _ => notices++, slots: 1);
        queue.Close();
        AggregateException failure = await Assert.ThrowsAsync<AggregateException>(() => queue.Completion.WaitAsync(s_limit));

        Assert.Equal(1, notices);
        Assert.Equal(["a bug", "another"], failure.InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task Enqueue_NoticeThrows_IsToldAtOnceWhileTheQueueIsOpen()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var queue = new ActionQueue(1, told.SetResult);

        queue.Enqueue(() => throw new InvalidOperationException("a bug"));

        Assert.Equal("a bug", (await told.Task.WaitAsync(s_limit)).Message);
        queue.Close();
    }

    // A bug in the work must reach its notice, too: else the stream goes on as if nothing were missing.
    [Fact]
    public async Task Enqueue_WorkThrowsSomethingElse_ReachesItsOwnNotice()
    {
        using var queue = new ActionQueue(1);
        var notices = new List<string?>();

        queue.Enqueue(() => throw new InvalidOperationException("a bug"), f => notices.Add(f?.Message), slots: 1);
        queue.Enqueue(() => throw new IOException("a disk"), f => notices.Add(f?.Message), slots: 1);
        queue.Enqueue(() => { }, f => notices.Add(f?.Message), slots: 1);
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal(["a bug", "a disk", null], notices);
    }

    // A live input's thread never waits for the disk, whoever else does.
    [Fact]
    public async Task TryEnqueue_WhileAnotherWaitsForRoom_ReturnsAtOnce()
    {
        using var queue = new ActionQueue(1);
        using var release = new ManualResetEventSlim();
        queue.Enqueue(() => Assert.True(release.Wait(s_limit)), _ => { }, slots: 1);
        var waiting = new Thread(() => queue.Enqueue(() => { }, _ => { }, slots: 1));
        waiting.Start();
        Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), s_limit));

        bool entered = await Task.Run(() => queue.TryEnqueue(() => { }, _ => { }, slots: 1)).WaitAsync(s_limit / 2);
        await Task.Run(() => queue.Enqueue(() => { })).WaitAsync(s_limit / 2); // notices neither

        Assert.False(entered);
        Assert.True(waiting.IsAlive);
        release.Set();
        waiting.Join();
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);
    }

    [Fact]
    public void Enqueue_Closed_IsACallersBug()
    {
        using var queue = new ActionQueue(1);
        queue.Close();

        Assert.Throws<InvalidOperationException>(() => queue.Enqueue(() => { }));
    }

    [Fact]
    public void Constructor_NoCapacity_IsACallersBug() => Assert.Throws<ArgumentOutOfRangeException>(() => new ActionQueue(0));

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
