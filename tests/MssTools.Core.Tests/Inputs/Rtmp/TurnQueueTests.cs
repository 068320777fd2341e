using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class TurnQueueTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Next_ManyWait_NoMoreThanTheLimitRunAtATimeAndAllComeIn(int most)
    {
        var queue = new TurnQueue(most);
        int running = 0;
        int peak = 0;
        int turns = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LoopAsync())).WaitAsync(s_limit);

        Assert.Equal(50 * 20, turns);
        Assert.InRange(peak, 1, most);

        async Task LoopAsync()
        {
            for (int i = 0; i < 20; i++)
            {
                await queue.Next();
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref peak, now);
                Thread.SpinWait(200);
                Interlocked.Increment(ref turns);
                Interlocked.Decrement(ref running);
            }
        }
    }

    [Fact]
    public async Task Next_OneRunner_TakesThemInTheirOrder()
    {
        var queue = new TurnQueue(1);
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(NoteAsync)).WaitAsync(s_limit);

        Assert.Equal(Enumerable.Range(0, 100), order);

        async Task NoteAsync(int number)
        {
            await queue.Next();
            order.Add(number);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
