using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>SyncSampleBox, in stbl (ISO/IEC 14496-12 8.6.2). Without it every sample is a sync sample.</summary>
/// <param name="Rows">Numbers of the sync samples, counted from 1, growing.</param>
internal readonly record struct StssBox(EntryTable Rows)
{
    /// <summary>Reads the box's content.</summary>
    public static StssBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        return new StssBox(EntryTable.Read(box, ref fields, rowSize: 4));
    }

    /// <summary>Number of a sync sample, counted from 1.</summary>
    public uint SampleNumber(int row) => Rows.UInt32(row);
}
