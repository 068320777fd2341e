using System.Net;
using System.Net.Sockets;

namespace MssTools.Core.Tests;

/// <summary>A TCP port of the loopback address that nobody has, for who must name one beforehand.</summary>
internal static class FreePort
{
    /// <summary>Its number.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
