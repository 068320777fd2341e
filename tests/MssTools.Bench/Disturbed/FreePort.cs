using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench.Disturbed;

/// <summary>Finds ports that nobody uses now, and none twice.</summary>
internal static class FreePort
{
    private static readonly HashSet<int> s_given = [];

    /// <summary>A port of TCP.</summary>
    public static int Tcp() => Take(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>A port of UDP; even, as RTP wants it.</summary>
    public static int Udp() => Take(SocketType.Dgram, ProtocolType.Udp);

    private static int Take(SocketType type, ProtocolType protocol)
    {
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, type, protocol);
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)probe.LocalEndPoint!).Port & ~1;
            if (s_given.Add(port))
            {
                return port;
            }
        }
    }
}
