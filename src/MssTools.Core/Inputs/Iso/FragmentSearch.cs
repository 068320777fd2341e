using MssTools.Core.Bits;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Finds where a fragmented file can be read again behind damage: a moof that begins with its mfhd, or a moov that begins
/// with its mvhd. No media look like that by chance.
/// </summary>
internal static class FragmentSearch
{
    /// <summary>Bytes that show such a box: two sizes and two types.</summary>
    public const int HeadSize = 16;

    private const int BufferSize = 64 * 1024;
    private const int MfhdSize = 16;
    private const int TypePlace = 4;

    /// <summary>Where the first such box starts; −1 where there is none whose first sixteen bytes are all there.</summary>
    public static int IndexIn(ReadOnlySpan<byte> bytes)
    {
        for (int start = 0; bytes.Length - start >= HeadSize; start++)
        {
            int found = bytes[(start + TypePlace)..].IndexOf("moo"u8);
            start += found;
            if (found < 0 || bytes.Length - start < HeadSize)
            {
                return -1;
            }

            if (IsHead(bytes[start..]))
            {
                return start;
            }
        }

        return -1;
    }

    /// <summary>Where the first such box at or behind a place of a file starts; null where there is none.</summary>
    /// <exception cref="MssException"><see cref="MssError.SourceFailed"/>: the file cannot be read.</exception>
    public static long? Find(MediaFile file, long from)
    {
        byte[] buffer = new byte[BufferSize];
        while (file.Read(buffer, from) is var count && count >= HeadSize)
        {
            int found = IndexIn(buffer.AsSpan(0, count));
            if (found >= 0)
            {
                return from + found;
            }

            from += count - (HeadSize - 1);
        }

        return null;
    }

    private static bool IsHead(ReadOnlySpan<byte> bytes)
    {
        var fields = new ByteReader(bytes, "file");
        uint size = fields.ReadUInt32();
        var type = new FourCC(fields.ReadUInt32());
        uint childSize = fields.ReadUInt32();
        var child = new FourCC(fields.ReadUInt32());
        return size >= 2 * TypePlace + (long)childSize
            && ((type == BoxTypes.Moof && child == BoxTypes.Mfhd && childSize == MfhdSize)
                || (type == BoxTypes.Moov && child == BoxTypes.Mvhd));
    }
}
