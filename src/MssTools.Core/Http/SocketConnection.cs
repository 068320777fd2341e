using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MssTools.Core.Http;

/// <summary>A client's connection: bytes come in through a pipe, and go out through <see cref="SocketOutput"/>.</summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, IConnectionSocketFeature
{
    /// <summary>Bytes of requests that are read ahead, more than one request may have.</summary>
    private const int MostInput = 32 * 1024;

    /// <summary>Most requests fit, so that idle connections hold little.</summary>
    private const int InputBlock = 2 * 1024;

    // Inline: a request is parsed and answered on the thread that received it.
    private static readonly PipeOptions s_input = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: MostInput,
        resumeWriterThreshold: MostInput / 2,
        minimumSegmentSize: InputBlock,
        useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly Pipe _input = new(s_input);
    private readonly SocketOutput _output;
    private readonly CancellationTokenSource _closed = new();
    private Task _receiving = Task.CompletedTask;
    private int _isShut;

    private SocketConnection(Socket socket)
    {
        _socket = socket;
        _output = new SocketOutput(socket);
        Transport = this;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Features.Set(_output);
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; } = "";

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public Socket Socket => _socket;

    /// <inheritdoc/>
    public PipeReader Input => _input.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => _output;

    /// <summary>Takes over a socket that has just been accepted.</summary>
    public static SocketConnection Start(Socket socket)
    {
        var connection = new SocketConnection(socket);
        connection._receiving = connection.ReceiveAsync();
        return connection;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Shut();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.CompleteAsync();
        Shut();
        await _receiving;
        _closed.Dispose();
        await base.DisposeAsync();
    }

    // A client that hangs up with something unread, such as the tickets of TLS 1.3, resets the connection behind its last byte: what came
    // before is read all the same, and whether it is whole its own syntax tells.
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(_input.Writer.GetMemory(InputBlock), SocketFlags.None);
                if (count == 0)
                {
                    break;
                }

                _input.Writer.Advance(count);
                if ((await _input.Writer.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // It has ended.
        }

        await _input.Writer.CompleteAsync();

        // Elsewhere: who is told may dispose the connection, and that waits for this method.
        await Task.Run(_closed.Cancel);
    }

    private void Shut()
    {
        if (Interlocked.Exchange(ref _isShut, 1) == 0)
        {
            try
            {
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The client was faster.
            }

            _socket.Dispose();
        }
    }
}
