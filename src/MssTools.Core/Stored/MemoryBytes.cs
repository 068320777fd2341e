namespace MssTools.Core.Stored;

/// <summary>A document in memory.</summary>
/// <param name="name">Where it comes from.</param>
/// <param name="bytes">Its bytes, which nobody changes.</param>
internal sealed class MemoryBytes(string name, ReadOnlyMemory<byte> bytes) : IStoredBytes
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer)
    {
        if (offset < 0 || buffer.Length > Length - offset)
        {
            throw new MssException(MssError.MalformedInput, $"'{name}' ends before {offset + buffer.Length}.");
        }

        bytes.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open.
    }
}
