namespace MssTools.Core.Inputs.Flv;

/// <summary>Bytes of an input that are looked at before they are taken. It grows with what really comes.</summary>
/// <param name="input">What is read.</param>
internal sealed class ReadAhead(InputStream input)
{
    private const int Step = 256 * 1024;

    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Offset of the first byte that was not taken.</summary>
    public long Position => input.Position - (_end - _start);

    /// <summary>What was read and not taken; valid until more is wanted.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Reads until a number of bytes is there; false where the input ends before.</summary>
    /// <param name="count">Four tags at most, of which each is limited.</param>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public bool Want(int count)
    {
        while (_end - _start < count)
        {
            int step = Math.Min(count - (_end - _start), Step);
            if (_end + step > _bytes.Length)
            {
                Move(step);
            }

            int read = input.Read(_bytes.AsSpan(_end, step));
            _end += read;
            if (read < step)
            {
                return _end - _start >= count;
            }
        }

        return true;
    }

    /// <summary>Takes bytes that are there.</summary>
    public void Take(int count) => _start += count;

    private void Move(int more)
    {
        int length = _end - _start;
        byte[] target = _bytes.Length >= 2 * (length + more) ? _bytes : new byte[2 * (length + more)];
        Bytes.CopyTo(target);
        (_bytes, _start, _end) = (target, 0, length);
    }
}
