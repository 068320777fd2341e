using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class WriterThreadsTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(3, 32)]
    [InlineData(32, 3)]
    public async Task Run_MoreThanThereAreThreads_TheRestWaitsItsTurn(int shared, int share)
    {
        var threads = new WriterShare(new WriterThreads(shared), share);
        using var release = new ManualResetEventSlim();
        int running = 0;
        int most = 0;

        Task[] work = [.. Enumerable.Range(0, 20).Select(_ => threads.Run(() =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Assert.True(release.Wait(s_limit));
            Interlocked.Decrement(ref running);
        }))];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref running) == 3, s_limit));
        release.Set();
        await Task.WhenAll(work).WaitAsync(s_limit);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Run_WorkAfterWork_IsDoneByTheSameThread()
    {
        var threads = new WriterShare(new WriterThreads(8), 8);
        var seen = new HashSet<int>();
        for (int i = 0; i < 50; i++)
        {
            await Task.Run(() => threads.Run(() => seen.Add(Environment.CurrentManagedThreadId))).WaitAsync(s_limit);
            await Task.Delay(1); // until it waits again
        }

        Assert.InRange(seen.Count, 1, 4);
    }

    [Fact]
    public async Task Run_WorkThrows_TellsWhoHandedItInAndGoesOn()
    {
        var threads = new WriterShare(new WriterThreads(1), 1);

        Task failing = threads.Run(() => throw new InvalidTimeZoneException("a bug"));
        Task next = threads.Run(() => { });

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing.WaitAsync(s_limit));
        await next.WaitAsync(s_limit);
    }

    // A mirror that is far behind does not stand before a live group on the same disk.
    [Fact]
    public async Task Run_AnotherHasALongQueue_IsNotBehindAllOfIt()
    {
        var threads = new WriterThreads(2);
        var behind = new WriterShare(threads, 1);
        using var release = new ManualResetEventSlim();
        Task[] queue = [.. Enumerable.Range(0, 100).Select(_ => behind.Run(() => Assert.True(release.Wait(s_limit))))];

        await new WriterShare(threads, 1).Run(() => { }).WaitAsync(s_limit);

        Assert.DoesNotContain(queue, t => t.IsCompleted);
        release.Set();
        await Task.WhenAll(queue).WaitAsync(s_limit);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen) is var before && before == seen ? value : before;
        }
    }
}
