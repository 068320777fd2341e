using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace MssTools.Core.Origin.Transport;

/// <summary>
/// Kestrel's way to the network. Its own transport copies every body through a pipe of 4 KB blocks and changes threads
/// for each 64 KB of it; this one sends bodies from where they are (adr/0013).
/// </summary>
internal sealed class SocketTransport : IConnectionListenerFactory
{
    private const int Backlog = 1024;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return new(new Listener(socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Listener(Socket socket) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    Socket accepted = await socket.AcceptAsync(cancellationToken);
                    accepted.NoDelay = true;
                    return SocketConnection.Start(accepted);
                }
                catch (Exception end) when (end is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null; // unbound
                }
                catch (SocketException)
                {
                    // A client that was gone before it was accepted, or no more file handles: the next one.
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
