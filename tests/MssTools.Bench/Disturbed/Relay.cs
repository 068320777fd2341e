using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench.Disturbed;

/// <summary>A place on the way of TCP connections where they can be cut, held up, and given bytes that are not theirs.</summary>
internal sealed class Relay : IDisposable
{
    private const int BufferLength = 16 * 1024;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly int _target;
    private readonly bool _fromCaller;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _garbage;

    /// <summary>Listens on a free port.</summary>
    /// <param name="target">The port that callers are connected with.</param>
    /// <param name="fromCaller">True where the caller sends the media, false where it gets them.</param>
    public Relay(int target, bool fromCaller)
    {
        (_target, _fromCaller) = (target, fromCaller);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>True while nothing gets through, in neither direction.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Puts bytes between those of the stream, once, before its next ones.</summary>
    public void Inject(byte[] garbage) => _garbage = garbage;

    /// <summary>Ends all connections.</summary>
    /// <param name="isReset">True for a reset, false for an end in order.</param>
    public void Cut(bool isReset)
    {
        lock (_lock)
        {
            foreach (Socket socket in _open)
            {
                if (isReset)
                {
                    socket.LingerState = new LingerOption(enable: true, 0);
                }

                socket.Close();
            }

            _open.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Cut(isReset: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ConnectAsync(Socket caller)
    {
        var called = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_lock)
        {
            _open.AddRange([caller, called]);
        }

        try
        {
            await called.ConnectAsync(IPAddress.Loopback, _target, _stop.Token).ConfigureAwait(false);
            await Task.WhenAny(PassAsync(caller, called, _fromCaller), PassAsync(called, caller, !_fromCaller))
                .ConfigureAwait(false);
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens there now, or it was cut.
        }
        finally
        {
            lock (_lock)
            {
                _open.RemoveAll(s => s == caller || s == called);
            }

            caller.Dispose();
            called.Dispose();
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isMedia)
    {
        byte[] buffer = new byte[BufferLength];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token).ConfigureAwait(false) is > 0 and int count)
            {
                while (IsHeld)
                {
                    await Task.Delay(s_look, _stop.Token).ConfigureAwait(false);
                }

                if (isMedia && Interlocked.Exchange(ref _garbage, null) is { } garbage)
                {
                    await SendAsync(to, garbage).ConfigureAwait(false);
                }

                await SendAsync(to, buffer.AsMemory(0, count)).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone; the other goes with it.
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, _stop.Token).ConfigureAwait(false)..];
        }
    }
}
