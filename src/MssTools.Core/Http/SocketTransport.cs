using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MssTools.Core.Http;

/// <summary>
/// Kestrel's way to the network. Its own transport copies every body through a pipe of 4 KB blocks and changes threads
/// for each 64 KB of it; this one sends bodies from where they are (adr/0013).
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class SocketTransport(TimeProvider time) : IConnectionListenerFactory
{
    private const int Backlog = 1024;

    /// <summary>How long to wait for file handles where there are none.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        bool isTcp = endpoint.AddressFamily != AddressFamily.Unix;
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return new(new Listener(socket, isTcp, time));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Listener(Socket socket, bool isTcp, TimeProvider time) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    Socket accepted = await socket.AcceptAsync(cancellationToken);
                    if (isTcp)
                    {
                        accepted.NoDelay = true;
                    }

                    return SocketConnection.Start(accepted);
                }
                catch (Exception end) when (end is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null; // unbound
                }
                catch (SocketException failure) when (
                    failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    await Task.Delay(s_pause, time, cancellationToken);
                }
                catch (SocketException)
                {
                    // A client that was gone before it was accepted: the next one.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
