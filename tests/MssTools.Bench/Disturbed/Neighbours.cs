using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Bench.Disturbed;

/// <summary>Strangers who call the engine's ports and behave badly there.</summary>
internal static class Neighbours
{
    private const int Callers = 8;
    private const int MostJunk = 64 * 1024;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    // Each is sent at once, or a byte at a time; what follows is junk, silence or an end.
    private static readonly byte[][] s_beginnings =
    [
        [],
        "\u0003"u8.ToArray(), // RTMP's version, and no handshake behind it
        "GET /groups.json HTTP/1.1\r\nHost: a\r\nX: "u8.ToArray(),
        Encoding.ASCII.GetBytes("GET /" + new string('a', 20_000)),
        [0x16, 3, 1, 2, 0, 1, 0], // TLS
        [0x47, 0x40, 0x11, 0x10, 0],
    ];

    /// <summary>Calls ports for a time and leaves.</summary>
    public static async Task CallAsync(Random random, IReadOnlyList<int> ports, TimeSpan length) => await Task.WhenAll(
        Enumerable.Range(0, Callers).Select(_ => CallAsync(new Random(random.Next()), ports[random.Next(ports.Count)], length)))
        .ConfigureAwait(false);

    /// <summary>Sends datagrams that look like a transport stream, of any PID and without sense.</summary>
    public static void SendDatagrams(Random random, int port, int count)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        byte[] datagram = new byte[7 * 188];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(datagram);
            for (int at = 0; at < datagram.Length && i % 2 == 0; at += 188)
            {
                datagram[at] = 0x47;
            }

            socket.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    private static async Task CallAsync(Random random, int port, TimeSpan length)
    {
        using var end = new CancellationTokenSource(length);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, end.Token).ConfigureAwait(false);
            byte[] beginning = s_beginnings[random.Next(s_beginnings.Length)];
            await socket.SendAsync(beginning, end.Token).ConfigureAwait(false);
            int way = random.Next(3);
            while (way > 0)
            {
                byte[] junk = new byte[way == 1 ? 1 : random.Next(1, MostJunk)];
                random.NextBytes(junk);
                await socket.SendAsync(junk, end.Token).ConfigureAwait(false);
                await Task.Delay(s_pause, end.Token).ConfigureAwait(false);
            }

            await Task.Delay(length, end.Token).ConfigureAwait(false);
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The time is over, or the engine has had enough of it.
        }
    }
}
