using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>SampleToChunkBox, in stbl (ISO/IEC 14496-12 8.7.4).</summary>
/// <param name="Rows">Runs of chunks with equally many samples.</param>
internal readonly record struct StscBox(EntryTable Rows)
{
    /// <summary>Reads the box's content.</summary>
    public static StscBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        return new StscBox(EntryTable.Read(box, ref fields, rowSize: 12));
    }

    /// <summary>First chunk of a run, counted from 1.</summary>
    public uint FirstChunk(int row) => Rows.UInt32(row);

    /// <summary>Samples in each chunk of a run.</summary>
    public uint SamplesPerChunk(int row) => Rows.UInt32(row, 4);

    /// <summary>Which sample description the chunks use, counted from 1.</summary>
    public uint SampleDescriptionIndex(int row) => Rows.UInt32(row, 8);
}
