using MssTools.Core.Bits;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>A box at the top level of a file.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Where it starts.</param>
/// <param name="HeaderSize">Bytes of its size and type fields: 8 or 16.</param>
/// <param name="Size">Its size as stated, header included; the file may end before.</param>
internal readonly record struct TopLevelBox(FourCC Type, long Offset, int HeaderSize, long Size)
{
    /// <summary>Bytes of a header whose size field has 32 bits.</summary>
    public const int ShortHeader = 8;

    private const int LongHeader = 16;

    private static readonly FourCC[] s_types =
    [
        BoxTypes.Moof, BoxTypes.Mdat, BoxTypes.Styp, BoxTypes.Sidx, BoxTypes.Moov, BoxTypes.Mfra, BoxTypes.Ftyp, BoxTypes.Free,
        BoxTypes.Skip, BoxTypes.Wide, BoxTypes.Uuid, BoxTypes.Emsg, BoxTypes.Prft, BoxTypes.Ssix, BoxTypes.Meta,
    ];

    // Parts of a moof: who meets them at the top level has lost the moof itself.
    private static readonly FourCC[] s_innerTypes =
        [BoxTypes.Mfhd, BoxTypes.Traf, BoxTypes.Tfhd, BoxTypes.Tfdt, BoxTypes.Trun];

    /// <summary>Walks the boxes of a file from a place on. Fewer than eight bytes at the end are padding.</summary>
    /// <exception cref="MssException">MalformedInput: what stands there is no box.</exception>
    public static IEnumerable<TopLevelBox> Walk(MediaFile file, long offset)
    {
        byte[] header = new byte[LongHeader];
        while (file.Read(header, offset) is var count && count >= ShortHeader)
        {
            TopLevelBox box = ReadHeader(header.AsSpan(0, count), offset, file.Length);
            yield return box;
            if (box.Size > file.Length - offset)
            {
                yield break;
            }

            offset += box.Size;
        }
    }

    /// <summary>
    /// Reads the header of a box that follows others; null where what stands there is none. Types that are not known count
    /// as long as they are text, and end within the file where another box or nothing follows.
    /// </summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the file cannot be read.</exception>
    public static TopLevelBox? TryRead(MediaFile file, long offset)
    {
        return Read(file, offset) is { } box
            && (IsKnown(box.Type) || (MayBe(box.Type) && Follows(file, box.Offset + box.Size))) ? box : null;

        static bool Follows(MediaFile file, long end) =>
            end == file.Length || (Read(file, end) is { } next && (IsKnown(next.Type) || MayBe(next.Type)));
    }

    /// <summary>Whether boxes of a type stand at the top level of files.</summary>
    public static bool IsKnown(FourCC type) => Array.IndexOf(s_types, type) >= 0;

    /// <summary>Reads the box's content into memory.</summary>
    /// <param name="file">The file that the box is in.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <exception cref="MssException">MalformedInput: the box is larger than the limit or cut off.</exception>
    public BoxContent Load(MediaFile file, int limit)
    {
        long left = file.Length - Offset;
        if (Size > left || Size - HeaderSize > limit)
        {
            string most = Size > left ? $"the {left} bytes that are left" : $"the limit of {limit}";
            throw new MssException(MssError.MalformedInput, $"{Type} at {Offset}: size {Size} is more than {most}.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)(Size - HeaderSize));
        file.ReadExactly(bytes, Offset + HeaderSize);
        return new BoxContent(Type, bytes, Offset + HeaderSize);
    }

    /// <summary>Reads the header of a box.</summary>
    /// <param name="header">Eight bytes, or sixteen where the size field is 1.</param>
    /// <param name="offset">Where the box starts.</param>
    /// <param name="fileLength">Where a box without a size ends.</param>
    /// <exception cref="MssException">MalformedInput: what stands there is no box.</exception>
    public static TopLevelBox ReadHeader(ReadOnlySpan<byte> header, long offset, long fileLength)
    {
        var fields = new ByteReader(header, "file", offset);
        long size = fields.ReadUInt32();
        var type = new FourCC(fields.ReadUInt32());
        if (size == 1)
        {
            size = fields.ReadInt64();
        }
        else if (size == 0)
        {
            size = fileLength - offset; // to the end of the file
        }

        return size >= fields.Position
            ? new TopLevelBox(type, offset, fields.Position, size)
            : throw new MssException(MssError.MalformedInput, $"File at {offset}: box '{type}' has size {size}.");
    }

    private static TopLevelBox? Read(MediaFile file, long offset)
    {
        Span<byte> header = stackalloc byte[LongHeader];
        int count = file.Read(header, offset);
        try
        {
            return count < ShortHeader ? null : ReadHeader(header[..count], offset, file.Length);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }

    /// <summary>Whether a type that is not known may stand at the top level: it prints, and is no part of a moof.</summary>
    public static bool MayBe(FourCC type)
    {
        if (Array.IndexOf(s_innerTypes, type) >= 0)
        {
            return false;
        }

        for (int shift = 0; shift < 32; shift += 8)
        {
            if ((byte)(type.Value >> shift) is < 0x20 or > 0x7e)
            {
                return false;
            }
        }

        return true;
    }
}
