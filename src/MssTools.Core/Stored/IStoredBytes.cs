namespace MssTools.Core.Stored;

/// <summary>The bytes of a stored document, read where they are needed.</summary>
internal interface IStoredBytes : IDisposable
{
    /// <summary>Where they come from, for messages.</summary>
    string Name { get; }

    /// <summary>How many there are.</summary>
    long Length { get; }

    /// <summary>Fills a buffer from an offset on.</summary>
    /// <exception cref="MssException">MalformedInput: there are not so many bytes.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    void Read(long offset, Span<byte> buffer);
}
