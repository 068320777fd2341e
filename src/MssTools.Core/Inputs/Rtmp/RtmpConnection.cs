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
    private const uint SmallestWindow = 1024;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleLimit;
    private readonly ITimer _watch;
    private readonly ChunkReader _reader = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private uint _window = WindowSize;
    private long _acknowledged;
    private long _lastReceived;
    private long _received;
    private volatile bool _isSilent;

    /// <summary>Takes over a stream behind the handshake, and owns it.</summary>
    /// <param name="stream">A socket's or a TLS stream.</param>
    /// <param name="idleLimit">How long the peer may be silent before it counts as gone.</param>
    /// <param name="time">The clock.</param>
    public RtmpConnection(Stream stream, TimeSpan idleLimit, TimeProvider time)
    {
        (_stream, _idleLimit, _time) = (stream, idleLimit, time);
        _lastReceived = time.GetTimestamp();
        _watch = time.CreateTimer(static state => ((RtmpConnection)state!).HangUpOnSilence(), this, s_look, s_look);
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
        while (true)
        {
            while (TryTake(out RtmpMessage message))
            {
                if (!TryHandle(message))
                {
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
            await _stream.WriteAsync(Output.Written, stop).ConfigureAwait(false);
            Output.Clear();
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
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
            int count = await _stream.ReadAsync(_buffer.AsMemory(_end), stop).ConfigureAwait(false);
            _end += count;
            Volatile.Write(ref _received, _received + count);
            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            Acknowledge();
            if (count == 0 && _isSilent)
            {
                throw Broken(null); // that was us
            }

            return count > 0;
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
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

    private void HangUpOnSilence()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lastReceived)) > _idleLimit)
        {
            _isSilent = true;
            _stream.Dispose(); // ends the read that waits
        }
    }

    private MssException Broken(Exception? failure) => _isSilent
        ? new MssException(
            MssError.TimedOut,
            $"Nothing was received for {_idleLimit.TotalSeconds:0.#} s.",
            "Check the encoder and the network between.",
            failure)
        : new MssException(
            MssError.SourceFailed,
            $"The connection broke: {failure?.Message}",
            "Check the encoder and the network between.",
            failure);
}
