using MssTools.Core.Bits;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Reads the boxes of an MP4 that comes as a stream, and finds the next fragment behind damage.</summary>
/// <param name="input">The stream; owned.</param>
internal sealed class StreamedBoxes(InputStream input) : IDisposable
{
    private const int FirstPart = 1024 * 1024;
    private const int LargestUnknown = 16 * 1024 * 1024; // box of a type that is text and not known
    private const int BufferSize = 64 * 1024;

    private ReadOnlyMemory<byte> _again; // bytes that were read too far

    /// <summary>Offset of the next byte.</summary>
    public long Position => input.Position - _again.Length;

    /// <summary>Reads the header of a box; null at the end, a box of size 0 where what stands there is none.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public TopLevelBox? ReadHeader()
    {
        long offset = Position;
        Span<byte> header = stackalloc byte[2 * TopLevelBox.ShortHeader];
        if (Read(header[..TopLevelBox.ShortHeader]) < TopLevelBox.ShortHeader)
        {
            return null;
        }

        int length = TopLevelBox.ShortHeader;
        bool isLong = new ByteReader(header, "size").ReadUInt32() == 1;
        if (isLong && Read(header[TopLevelBox.ShortHeader..]) < TopLevelBox.ShortHeader)
        {
            return null;
        }

        length *= isLong ? 2 : 1;
        try
        {
            TopLevelBox box = TopLevelBox.ReadHeader(
                header[..length], offset, fileLength: offset);
            if (TopLevelBox.IsKnown(box.Type) || (TopLevelBox.MayBe(box.Type) && box.Size <= LargestUnknown))
            {
                return box;
            }
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            // The same as a type that nobody knows.
        }

        Return(header[1..length].ToArray()); // a fragment may begin within
        return new TopLevelBox(default, offset, TopLevelBox.ShortHeader, 0);
    }

    /// <summary>Passes over the content of a box.</summary>
    public void Skip(in TopLevelBox box)
    {
        long count = box.Size - box.HeaderSize;
        int known = (int)Math.Min(count, _again.Length);
        _again = _again[known..];
        input.Skip(count - known);
    }

    /// <summary>
    /// Reads the content of a box, which is shorter than stated where the stream is cut off. Memory grows with what really
    /// comes: a damaged size allocates no more than twice that.
    /// </summary>
    /// <param name="box">The box whose header was read last.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <exception cref="MssException">MalformedInput: the box is larger than the limit; SourceFailed.</exception>
    public BoxContent Load(in TopLevelBox box, int limit)
    {
        long size = box.Size - box.HeaderSize;
        if (size > limit)
        {
            throw new MssException(
                MssError.MalformedInput, $"{box.Type} at {box.Offset}: size {box.Size} is more than the limit of {limit}.");
        }

        byte[] bytes = [];
        int count = 0;
        while (count < size && count == bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(size, Math.Max(FirstPart, 2L * count)));
            count += Read(bytes.AsSpan(count));
        }

        return new BoxContent(box.Type, bytes.AsMemory(0, count), box.Offset + box.HeaderSize);
    }

    /// <summary>Looks at bytes without taking them; fewer where the stream ends.</summary>
    public ReadOnlyMemory<byte> Peek(int count)
    {
        byte[] bytes = new byte[count];
        ReadOnlyMemory<byte> seen = bytes.AsMemory(0, Read(bytes));
        Return(seen);
        return seen;
    }

    /// <summary>Gives bytes back that were read last: they will be read again.</summary>
    public void Return(ReadOnlyMemory<byte> bytes) => _again = _again.IsEmpty ? bytes : (byte[])[.. bytes.Span, .. _again.Span];

    /// <summary>Goes on at the next moof or moov; to the end where there is none.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the system cannot read.</exception>
    public void FindFragment()
    {
        byte[] buffer = new byte[BufferSize];
        int kept = 0;
        while (true)
        {
            int count = kept + ReadSome(buffer.AsSpan(kept));
            int found = FragmentSearch.IndexIn(buffer.AsSpan(0, count));
            if (found >= 0)
            {
                Return(buffer.AsMemory(found, count - found));
                return;
            }

            if (count == kept)
            {
                return;
            }

            kept = Math.Min(count, FragmentSearch.HeadSize - 1);
            buffer.AsSpan(count - kept, kept).CopyTo(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();

    private int Read(Span<byte> destination)
    {
        int known = Math.Min(destination.Length, _again.Length);
        _again.Span[..known].CopyTo(destination);
        _again = _again[known..];
        return known + (known < destination.Length ? input.Read(destination[known..]) : 0);
    }

    // Small steps: what is found must not wait for a whole buffer to come.
    private int ReadSome(Span<byte> destination) => Read(destination[..Math.Min(destination.Length, 1024)]);
}
