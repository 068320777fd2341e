using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench;

/// <summary>A thousand clients that send and take as little as they can, and one that wants to be served.</summary>
internal static class SlowClients
{
    private const int Half = 500;
    private const int Samples = 500;
    private const double Seconds = 5;

    /// <summary>Prints how long the honest client waits without and with the slow ones.</summary>
    public static void Measure(ServerProcess server, string large, string wanted)
    {
        (double median, double worst) before = Latency(server, wanted);
        var sockets = new List<Socket>();
        using var stop = new CancellationTokenSource();
        try
        {
            for (int i = 0; i < 2 * Half; i++)
            {
                sockets.Add(Connect(server, i < Half ? $"GET /{large} HTTP/1.1\r\nHost: a\r\n\r\n" : "GET / HTTP/1.1\r\nHost: a\r\nX: "));
            }

            Task dribble = Task.Run(() => Dribble(sockets, stop.Token));
            (double median, double worst) during = Latency(server, wanted);
            stop.Cancel();
            dribble.Wait();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Half} clients that take 1 byte per second of 2 MB and {Half} that send headers as slowly: {wanted} takes {during.median:F2} ms (99 %: {during.worst:F1} ms), without them {before.median:F2} ms ({before.worst:F1} ms)."));
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    private static Socket Connect(ServerProcess server, string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        socket.Connect(IPAddress.Loopback, server.Port);
        socket.Send(System.Text.Encoding.ASCII.GetBytes(request));
        return socket;
    }

    private static void Dribble(List<Socket> sockets, CancellationToken stop)
    {
        byte[] one = new byte[1];
        while (!stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
        {
            for (int i = 0; i < sockets.Count; i++)
            {
                try
                {
                    _ = i < Half ? sockets[i].Receive(one) : sockets[i].Send("y"u8);
                }
                catch (SocketException)
                {
                    // It was cut off, as it should be in the end.
                }
            }
        }
    }

    private static (double Median, double Worst) Latency(ServerProcess server, string path)
    {
        using var client = new HttpClient();
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        while (times.Count < Samples || watch.Elapsed.TotalSeconds < Seconds)
        {
            long start = Stopwatch.GetTimestamp();
            _ = client.GetByteArrayAsync(new Uri(server.UrlOf(path))).GetAwaiter().GetResult();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 99 / 100]);
    }
}
