using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Media;
using MssTools.Core.Tests.Inputs.Ts;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Network;

/// <summary>Datagrams over the loopback.</summary>
public class UdpStreamTests
{
    private const int Avc = 0x1b;
    private const int SmallestRing = 2 * ushort.MaxValue;
    private const int PrefixSize = 4;
    private static readonly TimeSpan s_arrival = TimeSpan.FromSeconds(2); // the reader holds its first samples, so nothing tells
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ReadSamples_Datagrams_AreTheStreamUntilItIsStopped()
    {
        byte[] stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200).ToArray();
        using var stop = new CancellationTokenSource();
        int port = FreePort();
        using IMediaReader reader = Open($"udp://127.0.0.1:{port}");
        Task<List<Sample>> reading = Task.Run(() => reader.ReadSamples(stop.Token).ToList());

        Send(port, stream);
        await Task.Delay(s_arrival);
        await stop.CancelAsync();

        Assert.Equal([0L, 3600, 7200], (await reading.WaitAsync(s_limit)).Select(s => s.DecodeTime));
        Assert.Equal(0, reader.Losses);
    }

    [Fact]
    public async Task ReadSamples_LostDatagram_DropsToTheNextIdrAndCounts()
    {
        var stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200).Idr(10800).Slice(14400);
        stream.Packets.RemoveAt(3);
        using var stop = new CancellationTokenSource();
        int port = FreePort();
        using IMediaReader reader = Open($"udp://127.0.0.1:{port}");
        Task<List<Sample>> reading = Task.Run(() => reader.ReadSamples(stop.Token).ToList());

        Send(port, stream.ToArray());
        await Task.Delay(s_arrival);
        await stop.CancelAsync();

        Assert.Equal([10800L, 14400], (await reading.WaitAsync(s_limit)).Select(s => s.DecodeTime));
        Assert.Equal(1, reader.Losses);
    }

    [Fact]
    public async Task Lost_ReaderStalls_CountsWhatFindsNoRoom()
    {
        int port = FreePort();
        using UdpStream stream = UdpStream.Open($"udp://127.0.0.1:{port}?fifo_size=1", isRtp: false, TimeProvider.System, out _);

        // One after the other until the ring is full: what the kernel drops of a burst, nobody counts. Each differs
        // from the others, for a datagram that comes twice is passed over.
        byte[] datagram = new byte[1316];
        int sent = 0;
        await WaitAsync(() =>
        {
            BinaryPrimitives.WriteInt32BigEndian(datagram, ++sent);
            Send(port, datagram);
            return stream.Lost > 0;
        });

        byte[] buffer = new byte[1316 * 200];
        int kept = stream.Read(buffer, CancellationToken.None);
        Assert.Equal(SmallestRing / (1316 + PrefixSize), kept / 1316);
    }

    [Fact]
    public void Open_PortInUse_IsSourceFailed()
    {
        int port = FreePort();
        using UdpStream first = UdpStream.Open($"udp://127.0.0.1:{port}", isRtp: false, TimeProvider.System, out _);

        MssException failure = Assert.Throws<MssException>(
            () => UdpStream.Open($"udp://127.0.0.1:{port}", isRtp: false, TimeProvider.System, out _));

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.Contains($"udp://127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadSamples_OtherSender_IsNotListenedTo()
    {
        int port = FreePort();
        using UdpStream stream = UdpStream.Open($"udp://192.0.2.1:{port}", isRtp: false, TimeProvider.System, out _);

        Send(port, new byte[1316]);

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)); // that nothing comes, only time can tell
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => stream.Read(new byte[2000], stop.Token)));
    }

    private static IMediaReader Open(string source) =>
        SourceFactory.TryOpen(new LocalStreamDefinition { Source = source }, TimeProvider.System, CancellationToken.None)!;

    private static void Send(int port, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < bytes.Length; i += 1316)
        {
            socket.SendTo(bytes.AsSpan(i, Math.Min(1316, bytes.Length - i)), new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (int i = 0; i < 2000 && !condition(); i++)
        {
            await Task.Delay(5);
        }

        Assert.True(condition());
    }
}
