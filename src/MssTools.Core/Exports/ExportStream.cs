using Microsoft.Win32.SafeHandles;
using MssTools.Core.Media;

namespace MssTools.Core.Exports;

/// <summary>A file that is written from its start to its end: each byte of the media is read once into a buffer and written once from it.</summary>
/// <param name="file">The file, empty.</param>
internal sealed class ExportStream(SafeFileHandle file)
{
    private const int BufferSize = 1024 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Bytes that were written.</summary>
    public long Length { get; private set; }

    /// <summary>Appends boxes.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Appends media.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    /// <exception cref="MssException">SourceFailed: the media cannot be read.</exception>
    public void Write(Payload data)
    {
        for (int done = 0; done < data.Length;)
        {
            int count = Math.Min(data.Length - done, BufferSize);
            data.Slice(done, count).CopyTo(_buffer.AsSpan(0, count));
            Write(_buffer.AsSpan(0, count));
            done += count;
        }
    }
}
