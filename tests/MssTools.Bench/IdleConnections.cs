using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench;

/// <summary>Ten thousand viewers who have asked once and say nothing.</summary>
internal static class IdleConnections
{
    private const int Count = 10_000;

    /// <summary>From one address there are not enough ports for more.</summary>
    private const int PerAddress = 5_000;

    private static readonly byte[] s_request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

    /// <summary>Opens the connections, and prints what the server takes.</summary>
    public static void Measure(ServerProcess server)
    {
        long before = server.Memory;
        var sockets = new List<Socket>();
        int answered = 0;
        try
        {
            byte[] buffer = new byte[1024];
            for (int i = 0; i < Count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + i / PerAddress)]), 0));
                socket.Connect(IPAddress.Loopback, server.Port);
                socket.Send(s_request);
                answered += socket.Receive(buffer) > 0 ? 1 : 0;
            }

            Thread.Sleep(TimeSpan.FromSeconds(5));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{answered} of {Count} idle connections: {server.Memory / 1e6:F0} MB resident, {before / 1e6:F0} MB before (script host included)."));
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }
}
