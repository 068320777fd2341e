using System.Net.Sockets;
using System.Text;

namespace MssTools.Bench;

/// <summary>Connects publishers to Smooth publishing points, with the header that ffmpeg sends.</summary>
internal static class SmoothPublisher
{
    /// <summary>Connects and begins the POST.</summary>
    public static async Task<Publisher> ConnectAsync(SmoothFeed feed, int port, string name)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port).ConfigureAwait(false);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /{name}.isml/Streams(a) HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"))
            .ConfigureAwait(false);
        socket.Blocking = false;
        return new Publisher(feed, socket, socket);
    }
}
