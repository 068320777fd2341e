using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>CompositionOffsetBox, in stbl (ISO/IEC 14496-12 8.6.1.3).</summary>
/// <param name="Rows">Runs of samples of one composition offset.</param>
internal readonly record struct CttsBox(EntryTable Rows)
{
    /// <summary>Reads the box's content, in version 0 or 1.</summary>
    public static CttsBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        return new CttsBox(EntryTable.Read(box, ref fields, rowSize: 8));
    }

    /// <summary>Length of a run in samples.</summary>
    public uint SampleCount(int row) => Rows.UInt32(row);

    /// <summary>
    /// PTS − DTS of each sample of a run. Version 0 is unsigned by the letter; QuickTime and others write negative
    /// offsets into it all the same, and an offset of half the range means nothing else.
    /// </summary>
    public int SampleOffset(int row) => unchecked((int)Rows.UInt32(row, 4));
}
