namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// Finds the packets in a byte stream: 188 bytes each, or 192 with the time code of M2TS before, or 204 with parity
/// behind. Starts in the middle of a packet and finds its way again behind damaged bytes.
/// </summary>
internal sealed class TsPacketReader(InputStream input)
{
    private const int ProbeSize = 64 * 1024;
    private const int Confirmations = 5;
    private const int LongestProof = (Confirmations - 1) * 204 + 1;

    private readonly byte[] _buffer = new byte[ProbeSize];
    private int _start;
    private int _end;
    private int _stride;
    private int _gap; // bytes between the last packet and the next

    private static ReadOnlySpan<int> Strides => [188, 192, 204];

    /// <summary>How often the packets were lost track of.</summary>
    public int Losses { get; private set; }

    /// <summary>Gives the next packet's 188 bytes, valid until the next call; false at the end.</summary>
    /// <exception cref="MssException">MalformedInput: no transport stream; SourceFailed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> packet)
    {
        packet = default;
        if (_stride == 0)
        {
            FindStride();
        }

        if (!Have(_gap + TsPacket.Size))
        {
            return false;
        }

        _start += _gap;
        _gap = 0;
        if (_buffer[_start] != TsPacket.SyncByte && !Resynchronise())
        {
            return false;
        }

        packet = _buffer.AsSpan(_start, TsPacket.Size);
        _start += TsPacket.Size;
        _gap = _stride - TsPacket.Size;
        return true;
    }

    // Reads no more than it needs: a live stream of few bits would take seconds to fill the buffer.
    private void FindStride()
    {
        for (int passed = 0; passed < ProbeSize - LongestProof; passed++, _start++)
        {
            Have(LongestProof);
            if (_end - _start < TsPacket.Size)
            {
                break;
            }

            foreach (int stride in Strides)
            {
                if (Confirmed(stride))
                {
                    _stride = stride;
                    return;
                }
            }
        }

        throw new MssException(
            MssError.MalformedInput, $"The first {_end} bytes of the input hold no MPEG transport stream packets.");
    }

    private bool Confirmed(int stride)
    {
        for (int i = 0, place = _start; i < Confirmations && place < _end; i++, place += stride)
        {
            if (_buffer[place] != TsPacket.SyncByte)
            {
                return false;
            }
        }

        return true;
    }

    private bool Resynchronise()
    {
        Losses++;
        for (; Have(_stride + 1); _start++)
        {
            if (_buffer[_start] == TsPacket.SyncByte && _buffer[_start + _stride] == TsPacket.SyncByte)
            {
                return true;
            }
        }

        return false;
    }

    private bool Have(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        if (_start + count > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        _end += input.Read(_buffer.AsSpan(_end, _start + count - _end));
        return _end - _start >= count;
    }
}
