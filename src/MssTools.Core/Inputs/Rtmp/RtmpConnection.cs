using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// One side of an RTMP connection behind its handshake: gives the peer's messages and minds what the protocol wants
/// for itself (chunk sizes, acknowledgements, pings). One loop reads; nobody else writes.
/// </summary>
internal sealed class RtmpConnection : IDisposable
{
    /// <summary>The window that we ask the peer to acknowledge, and limit it to.</summary>
    private const uint WindowSize = 2_500_000;

    private const int BufferSize = 32 * 1024;
    private const int StrangersBufferSize = 4 * 1024;
    private const uint SmallestWindow = 1024;

    private readonly Stream _stream;
    private readonly Guest? _guest;
    private readonly PeerWatch _watch;
    private readonly ChunkReader _reader = new();
    private byte[] _buffer;
    private int _start;
    private int _end;
    private uint _window = WindowSize;
    private long _acknowledged;
    private long _received;
    private int _handled;

    /// <summary>Takes over a stream behind the handshake, and owns it.</summary>
    /// <param name="stream">A socket's or a TLS stream.</param>
    /// <param name="idleLimit">How long the peer may be silent before it counts as gone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="guest">Who has connected to us, a stranger at first; null where we have connected.</param>
    public RtmpConnection(Stream stream, TimeSpan idleLimit, TimeProvider time, Guest? guest = null)
    {
        (_stream, _guest) = (stream, guest);
        _watch = new PeerWatch(stream, idleLimit, needsMessages: guest is not null, time);
        _buffer = ArrayPool<byte>.Shared.Rent(guest is null ? BufferSize : StrangersBufferSize);
        _reader.Limits = guest is null ? ChunkLimits.Known : ChunkLimits.Stranger;
    }

    /// <summary>Bytes received behind the handshake.</summary>
    public long BytesReceived => Volatile.Read(ref _received);

    /// <summary>Messages to be sent by <see cref="FlushAsync"/>, which reading does as well.</summary>
    public ChunkWriter Output { get; } = new();

    /// <summary>Says what window the peer is to keep to; part of a server's answer to connect.</summary>
    public void AnnounceWindow()
    {
        Output.WriteControl(RtmpMessageType.WindowAcknowledgementSize, WindowSize);
        Output.WritePeerBandwidth(WindowSize);
    }

    /// <summary>
    /// The next message that is not the protocol's own, or null when the peer has hung up. What waits to be sent goes
    /// out before a wait.
    /// </summary>
    /// <exception cref="MssException">
    /// MalformedInput: the peer breaks the protocol; SourceFailed: the connection broke; TimedOut: the peer was silent
    /// for too long.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RtmpMessage?> ReadAsync(CancellationToken stop)
    {
        _watch.Awaits(true);
        while (true)
        {
            while (TryTake(out RtmpMessage message))
            {
                await TakeTurn(1);
                if (!TryHandle(message))
                {
                    _watch.Awaits(false);
                    return message;
                }
            }

            await FlushAsync(stop).ConfigureAwait(false);
            if (!await FillAsync(stop).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <summary>
    /// To be awaited before messages, or parts of one, are worked on: gives the thread away after every
    /// <see cref="IngestLimits.TurnMessages"/> of them, where others wait for it.
    /// </summary>
    /// <exception cref="OperationCanceledException">They are more than a stranger needs.</exception>
    public TurnQueue.Turn TakeTurn(int messages)
    {
        if (_guest is null)
        {
            return default;
        }

        _guest.Hear(messages);
        _handled += messages;
        if (_handled < IngestLimits.TurnMessages)
        {
            return default;
        }

        int handled = _handled;
        _handled = 0;
        return _guest.Handle(handled);
    }

    /// <summary>Lets the peer send what publishers send, or only what strangers do.</summary>
    public void Trust(bool isPublisher)
    {
        _reader.Limits = isPublisher ? ChunkLimits.Known : ChunkLimits.Stranger;
        if (isPublisher && _buffer.Length < BufferSize)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            _buffer.AsSpan(0, _end).CopyTo(buffer);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = buffer;
        }
    }

    /// <summary>Sends what <see cref="Output"/> holds.</summary>
    /// <exception cref="MssException">SourceFailed or TimedOut, as in <see cref="ReadAsync"/>.</exception>
    public async ValueTask FlushAsync(CancellationToken stop)
    {
        if (Output.Written.IsEmpty)
        {
            return;
        }

        try
        {
            _watch.Sends(true);
            await _stream.WriteAsync(Output.Written, stop).ConfigureAwait(false);
            Output.Clear();
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
        }
        finally
        {
            _watch.Sends(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static bool IsBroken(Exception failure) => failure is IOException or ObjectDisposedException;

    private bool TryTake(out RtmpMessage message)
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, _end - _start);
        bool complete = _reader.TryRead(ref bytes, out message);
        _start = _end - bytes.Length;
        return complete;
    }

    private async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer); // a part of a header
        (_start, _end) = (0, _end - _start);
        try
        {
            _watch.Reads(true);
            int count = await _stream.ReadAsync(_buffer.AsMemory(_end), stop).ConfigureAwait(false);
            _end += count;
            Volatile.Write(ref _received, _received + count);
            Acknowledge();
            if (count == 0 && _watch.Fault is not null)
            {
                throw Broken(null); // that was us
            }

            return count > 0;
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
        }
        finally
        {
            _watch.Reads(false);
        }
    }

    private void Acknowledge()
    {
        if (_received - _acknowledged >= _window)
        {
            _acknowledged = _received;
            Output.WriteControl(RtmpMessageType.Acknowledgement, (uint)_received);
        }
    }

    private bool TryHandle(RtmpMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        switch (message.Type)
        {
            case RtmpMessageType.SetChunkSize when payload.Length >= 4:
                _reader.ChunkSize = BinaryPrimitives.ReadInt32BigEndian(payload);
                return true;
            case RtmpMessageType.Abort when payload.Length >= 4:
                _reader.Abort(BinaryPrimitives.ReadInt32BigEndian(payload));
                return true;
            case RtmpMessageType.WindowAcknowledgementSize when payload.Length >= 4:
                _window = Math.Max(SmallestWindow, BinaryPrimitives.ReadUInt32BigEndian(payload));
                return true;
            case RtmpMessageType.SetPeerBandwidth when payload.Length >= 4:
                Output.WriteControl(
                    RtmpMessageType.WindowAcknowledgementSize, BinaryPrimitives.ReadUInt32BigEndian(payload));
                return true;
            case RtmpMessageType.UserControl:
                return TryAnswerPing(payload);
            case RtmpMessageType.Acknowledgement:
                return true;
            default:
                return false;
        }
    }

    private bool TryAnswerPing(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 6 || BinaryPrimitives.ReadUInt16BigEndian(payload) != (ushort)UserControlEvent.PingRequest)
        {
            return false;
        }

        Output.WriteUserControl(UserControlEvent.PingResponse, BinaryPrimitives.ReadUInt32BigEndian(payload[2..]));
        return true;
    }

    private MssException Broken(Exception? failure) => _watch.Fault is { } fault
        ? new MssException(MssError.TimedOut, fault, "Check the encoder and the network between.", failure)
        : new MssException(
            MssError.SourceFailed,
            $"The connection broke: {failure?.Message}",
            "Check the encoder and the network between.",
            failure);
}
