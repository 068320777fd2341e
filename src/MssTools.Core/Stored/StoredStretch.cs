namespace MssTools.Core.Stored;

/// <summary>A part of a document, as a document of its own.</summary>
/// <param name="whole">The document; not closed with this.</param>
/// <param name="offset">Where the part begins.</param>
/// <param name="length">How many bytes it has.</param>
internal sealed class StoredStretch(IStoredBytes whole, long offset, long length) : IStoredBytes
{
    /// <inheritdoc/>
    public string Name => whole.Name;

    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public void Read(long place, Span<byte> buffer)
    {
        if (place < 0 || buffer.Length > length - place)
        {
            throw new MssException(MssError.MalformedInput, $"'{Name}' has no {buffer.Length} bytes at {offset + place}.");
        }

        whole.Read(offset + place, buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The whole stays open.
    }
}
