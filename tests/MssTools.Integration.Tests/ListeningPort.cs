using System.Net;
using System.Net.Sockets;
using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>A port of the loopback that a program of others is about to listen on.</summary>
internal static class ListeningPort
{
    /// <summary>Waits until somebody takes connections there.</summary>
    public static void Await(int port, string program, TimeSpan limit) =>
        Assert.True(SpinWait.SpinUntil(() => CanConnect(port), limit), $"{program} does not listen.");

    private static bool CanConnect(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            Thread.Sleep(20);
            return false;
        }
    }
}
