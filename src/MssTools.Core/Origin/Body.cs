namespace MssTools.Core.Origin;

/// <summary>The bytes of an answer: in memory, or a stretch of a file.</summary>
/// <param name="Length">Bytes.</param>
internal abstract record Body(long Length)
{
    /// <summary>Bytes in memory, which nobody changes.</summary>
    internal sealed record Memory(ReadOnlyMemory<byte> Bytes) : Body(Bytes.Length);

    /// <summary>A stretch of a file, read while it is sent.</summary>
    internal sealed record Stretch(StoredFile File, long Offset, long Length) : Body(Length);

    /// <summary>A part of the content.</summary>
    public Body Slice(long offset, long length) => this switch
    {
        Memory memory => new Memory(memory.Bytes.Slice((int)offset, (int)length)),
        Stretch stretch => new Stretch(stretch.File, stretch.Offset + offset, length),
        _ => throw new NotSupportedException(),
    };
}
