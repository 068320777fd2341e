namespace MssTools.Core.Media;

/// <summary>
/// The bytes of a sample: in memory, or still in the file they came from. A range of a file is read only when the
/// sample is written, so packaging a file moves each byte once and holds no media in memory.
/// </summary>
internal readonly struct Payload
{
    private readonly MediaFile? _file;
    private readonly long _offset;
    private readonly ReadOnlyMemory<byte> _memory;

    /// <summary>Bytes in memory. The caller hands them over and never changes them again.</summary>
    public Payload(ReadOnlyMemory<byte> memory) => (_memory, Length) = (memory, memory.Length);

    /// <summary>A range of a file, which must stay open until the sample is written.</summary>
    public Payload(MediaFile file, long offset, int length) => (_file, _offset, Length) = (file, offset, length);

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <summary>Bytes that are in memory: all or none.</summary>
    public int LengthInMemory => _memory.Length;

    /// <summary>
    /// Copies the bytes into <paramref name="destination"/>, which is exactly <see cref="Length"/> long.
    /// </summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the file cannot be read.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (_file is null)
        {
            _memory.Span.CopyTo(destination);
        }
        else
        {
            _file.ReadExactly(destination[..Length], _offset);
        }
    }

    /// <summary>
    /// The range that this payload and <paramref name="next"/> make together, where they stand side by side in one
    /// file and the sum stays within <paramref name="limit"/> bytes; lets a writer read many samples at once.
    /// </summary>
    public bool TryJoin(Payload next, int limit, out Payload joined)
    {
        bool adjacent = _file is not null && ReferenceEquals(_file, next._file) && _offset + Length == next._offset;
        if (adjacent && (long)Length + next.Length <= limit)
        {
            joined = new Payload(_file!, _offset, Length + next.Length);
            return true;
        }

        joined = default;
        return false;
    }

    /// <summary>A part of this payload, without copying.</summary>
    public Payload Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(Length - start));
        return _file is null ? new Payload(_memory.Slice(start, length)) : new Payload(_file, _offset + start, length);
    }

    /// <summary>The bytes, as an array of their own where they are not in memory yet.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (_file is null)
        {
            return _memory;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(Length);
        CopyTo(bytes);
        return bytes;
    }
}
