using System.Net;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

/// <summary>A peer whose bytes are always there never makes us wait, and holds a thread for ever unless it is given away.</summary>
public class ConnectionTurnsTests
{
    private const int PieceLength = 4096;
    private const int MostPieces = 100_000;

    [Theory]
    [InlineData(false, 2)]                                      // a stranger
    [InlineData(true, IngestLimits.TurnBytes / PieceLength + 2)]
    public void Read_BytesAreAlwaysThere_GivesTheThreadAway(bool isPublisher, int mostReads)
    {
        var empty = new ChunkWriter(); // messages that carry something, but nothing that is for anybody
        empty.Write(6, new RtmpMessage(RtmpMessageType.Audio, 1, 0, new byte[100]));
        using var stream = new Endless(empty.Written.ToArray());
        using Guest guest = new Places(new IngestThreads(new ReadTicks(TimeProvider.System)), TimeProvider.System, CancellationToken.None).Enter(IPAddress.Loopback);
        using var connection = new RtmpConnection(new TurnStream(stream, guest), TimeSpan.FromDays(1), TimeProvider.System, guest);
        if (isPublisher)
        {
            guest.Welcome();
        }

        Task loop = ReadAllAsync(connection, guest.Stop); // comes back when the thread is given away, or at the end
        int reads = stream.ReadsOf(Environment.CurrentManagedThreadId);

        Assert.InRange(reads, 1, mostReads);
        guest.ShowOut(new MssException());
        Assert.True(SpinWait.SpinUntil(() => loop.IsCompleted, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Read_ManyHotPublishers_NeverMoreThanTheirThreadsWorkAndAllComeOn()
    {
        var ping = new ChunkWriter();
        ping.WriteCommand(0, new Amf0Writer().Text("_checkbw").Number(0).Null());
        var threads = new IngestThreads(new ReadTicks(TimeProvider.System));
        var places = new Places(threads, TimeProvider.System, CancellationToken.None);
        List<(Guest Guest, Endless Stream, Task Loop)> all = [];
        for (int i = 0; i < 16; i++)
        {
            Guest guest = places.Enter(IPAddress.Loopback);
            guest.Welcome();
            var stream = new Endless(ping.Written.ToArray());
            var connection = new RtmpConnection(new TurnStream(stream, guest), TimeSpan.FromDays(1), TimeProvider.System, guest);
            all.Add((guest, stream, Task.Run(() => ReadAllAsync(connection, guest.Stop))));
        }

        Assert.True(SpinWait.SpinUntil(() => all.TrueForAll(a => a.Stream.Reads > 500), TimeSpan.FromSeconds(60)));

        all.ForEach(a => a.Guest.ShowOut(new MssException()));
        await Task.WhenAll(all.Select(a => a.Loop)).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task ReadAllAsync(RtmpConnection connection, CancellationToken stop)
    {
        try
        {
            while (await connection.ReadAsync(stop) is not null)
            {
                // Nobody wants it.
            }
        }
        catch (OperationCanceledException)
        {
            // Shown out.
        }
        finally
        {
            connection.Dispose();
        }
    }

    /// <summary>Gives the same bytes again and again, at once, and ends where nobody would wait any longer.</summary>
    private sealed class Endless(byte[] block) : MemoryStream
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> _byThread = new();
        private int _position;
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public int ReadsOf(int thread) => _byThread.GetValueOrDefault(thread);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _byThread.AddOrUpdate(Environment.CurrentManagedThreadId, 1, (_, count) => count + 1);
            if (Interlocked.Increment(ref _reads) > MostPieces)
            {
                return new(0);
            }

            int count = Math.Min(PieceLength, buffer.Length);
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = block[_position];
                _position = (_position + 1) % block.Length;
            }

            return new(count);
        }
    }
}
