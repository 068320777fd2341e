using MssTools.Core.Inputs.Network;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Network;

public class DatagramRingTests
{
    [Fact]
    public void Take_AfterManyWraps_GivesEachDatagramWholeAndInOrder()
    {
        var ring = new DatagramRing(100);
        byte[] buffer = new byte[100];
        for (int i = 0; i < 1000; i++)
        {
            byte[] first = [.. Enumerable.Repeat((byte)i, i % 40)];
            byte[] second = [.. Enumerable.Repeat((byte)(i + 1), (i * 7) % 40)];
            ring.Add(1, first);
            ring.Add(2, second);

            Assert.Equal(first, buffer[..ring.Take(buffer, out int channel, CancellationToken.None)]);
            Assert.Equal(1, channel);
            Assert.Equal(second, buffer[..ring.TryTake(buffer, out channel)]);
            Assert.Equal(2, channel);
        }

        Assert.Equal(0, ring.Dropped);
        Assert.Equal(-1, ring.TryTake(buffer, out _));
    }

    [Fact]
    public void Add_Full_DropsTheNewOneAndCounts()
    {
        var ring = new DatagramRing(20);
        byte[] buffer = new byte[20];
        ring.Add(0, new byte[10]);
        ring.Add(0, new byte[3]); // 14 of 20 are taken, and this one needs seven
        ring.Add(0, new byte[2]);

        Assert.Equal(1, ring.Dropped);
        Assert.Equal([10, 2, -1], new[] { ring.TryTake(buffer, out _), ring.TryTake(buffer, out _), ring.TryTake(buffer, out _) });
    }

    [Fact]
    public void TryTake_DoesNotFit_StaysForTheNext()
    {
        var ring = new DatagramRing(100);
        ring.Add(0, new byte[10]);

        Assert.Equal(-1, ring.TryTake(new byte[9], out _));
        Assert.Equal(10, ring.TryTake(new byte[10], out _));
    }

    [Fact]
    public async Task Take_Empty_WaitsForADatagramAStopOrAFailure()
    {
        var ring = new DatagramRing(100);
        byte[] buffer = new byte[100];
        using var stop = new CancellationTokenSource();
        Task<int> waiting = Task.Run(() => ring.Take(buffer, out _, CancellationToken.None));
        ring.Add(0, new byte[5]);
        Assert.Equal(5, await waiting.WaitAsync(TimeSpan.FromSeconds(10)));

        waiting = Task.Run(() => ring.Take(buffer, out _, stop.Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));

        ring.Add(0, new byte[6]);
        ring.Fail(new IOException("gone"));
        Assert.Equal(6, ring.Take(buffer, out _, CancellationToken.None)); // what came before the failure
        Assert.Equal("gone", Assert.Throws<IOException>(() => ring.Take(buffer, out _, CancellationToken.None)).Message);
    }
}
