using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>ChunkOffsetBox or ChunkLargeOffsetBox, in stbl (ISO/IEC 14496-12 8.7.5).</summary>
/// <param name="Rows">One offset a chunk.</param>
/// <param name="IsWide">Offsets have 64 bits (co64).</param>
internal readonly record struct StcoBox(EntryTable Rows, bool IsWide)
{
    /// <summary>Reads the content of stco or co64.</summary>
    public static StcoBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        bool wide = box.Type == BoxTypes.Co64;
        return new StcoBox(EntryTable.Read(box, ref fields, rowSize: wide ? 8 : 4), wide);
    }

    /// <summary>Where a chunk, counted from zero, starts in the file; negative in a broken co64.</summary>
    public long ChunkOffset(int chunk) => IsWide ? Rows.Int64(chunk) : Rows.UInt32(chunk);
}
