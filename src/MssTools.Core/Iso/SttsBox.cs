using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TimeToSampleBox, in stbl (ISO/IEC 14496-12 8.6.1.2).</summary>
/// <param name="Rows">Runs of samples of one duration.</param>
internal readonly record struct SttsBox(EntryTable Rows)
{
    /// <summary>Reads the box's content.</summary>
    public static SttsBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        return new SttsBox(EntryTable.Read(box, ref fields, rowSize: 8));
    }

    /// <summary>Length of a run in samples.</summary>
    public uint SampleCount(int row) => Rows.UInt32(row);

    /// <summary>Duration of each sample of a run in ticks.</summary>
    public uint SampleDelta(int row) => Rows.UInt32(row, 4);

    /// <summary>Sum of all durations; at most <paramref name="limit"/>.</summary>
    public long TotalDuration(long limit)
    {
        Int128 total = 0;
        for (int row = 0; row < Rows.Count; row++)
        {
            total += (Int128)SampleCount(row) * SampleDelta(row);
        }

        return (long)Int128.Min(total, limit);
    }
}
