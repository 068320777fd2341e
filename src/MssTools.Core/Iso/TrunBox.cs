using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackRunBox, in traf (ISO/IEC 14496-12 8.8.8).</summary>
internal static class TrunBox
{
    /// <summary>Flag: the run says where its samples begin.</summary>
    public const uint DataOffsetPresent = 0x000001;

    private const uint FirstSampleFlagsPresent = 0x000004;
    private const uint SampleDurationPresent = 0x000100;
    private const uint SampleSizePresent = 0x000200;
    private const uint SampleFlagsPresent = 0x000400;
    private const uint SampleCompositionTimeOffsetsPresent = 0x000800;

    /// <summary>Flags of a video run: every sample with duration, size, flags and composition offset.</summary>
    private const uint VideoFlags =
        DataOffsetPresent
        | SampleDurationPresent
        | SampleSizePresent
        | SampleFlagsPresent
        | SampleCompositionTimeOffsetsPresent;

    /// <summary>Flags of an audio run: every sample with duration and size.</summary>
    private const uint AudioFlags = DataOffsetPresent | SampleDurationPresent | SampleSizePresent;

    /// <summary>One row of the run, with null where the run leaves a field to the defaults.</summary>
    /// <param name="Duration">Ticks until the next sample.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="Flags">See <see cref="SampleFlags"/>.</param>
    /// <param name="CompositionTimeOffset">PTS − DTS; zero where absent.</param>
    internal readonly record struct Row(uint? Duration, uint? Size, uint? Flags, int CompositionTimeOffset);

    /// <summary>The rows of a run, read one by one without allocating.</summary>
    internal ref struct Rows
    {
        private readonly FullBoxHeader _header;
        private readonly uint? _firstSampleFlags;
        private readonly int _rowSize;
        private ByteReader _fields;
        private int _index;

        /// <summary>Reads the head of the run.</summary>
        /// <param name="fields">The box's content.</param>
        /// <param name="limit">Most samples that the caller takes from one run.</param>
        public Rows(ByteReader fields, int limit)
        {
            _header = FullBoxHeader.Read(ref fields);
            _rowSize = 4 * int.CreateChecked(uint.PopCount(_header.Flags & (
                SampleDurationPresent | SampleSizePresent | SampleFlagsPresent | SampleCompositionTimeOffsetsPresent)));
            uint count = fields.ReadUInt32();
            DataOffset = Has(DataOffsetPresent) ? fields.ReadInt32() : null;
            _firstSampleFlags = Has(FirstSampleFlagsPresent) ? fields.ReadUInt32() : null;
            long needed = (long)count * _rowSize;
            if (needed > fields.Remaining || count > (uint)limit)
            {
                throw fields.Malformed(
                    $"sample_count {count} needs {needed} bytes, {fields.Remaining} are left, "
                    + $"at most {limit} are taken");
            }

            Count = (int)count;
            _fields = fields;
        }

        /// <summary>Number of samples.</summary>
        public int Count { get; }

        /// <summary>Where the data start, or null: after the data of the run before.</summary>
        public int? DataOffset { get; }

        /// <summary>The current row.</summary>
        public Row Current { get; private set; }

        /// <summary>True where rows have fields at all; else defaults say everything.</summary>
        public readonly bool HasFields => _rowSize > 0;

        /// <summary>True where every row states its size.</summary>
        public readonly bool HasSizes => Has(SampleSizePresent);

        /// <summary>Passes over a number of rows, at most as many as are left.</summary>
        public void Skip(int rows)
        {
            _fields.Skip(rows * _rowSize);
            _index += rows;
        }

        /// <summary>Moves to the next row.</summary>
        public bool Read()
        {
            if (_index == Count)
            {
                return false;
            }

            uint? duration = Has(SampleDurationPresent) ? _fields.ReadUInt32() : null;
            uint? size = Has(SampleSizePresent) ? _fields.ReadUInt32() : null;
            uint? flags = Has(SampleFlagsPresent) ? _fields.ReadUInt32() : null;
            if (_index == 0 && _firstSampleFlags is not null)
            {
                flags = _firstSampleFlags;
            }

            // Version 0 is unsigned by the letter; encoders write negative offsets into it all the same.
            int offset = Has(SampleCompositionTimeOffsetsPresent) ? _fields.ReadInt32() : 0;
            Current = new Row(duration, size, flags, offset);
            _index++;
            return true;
        }

        private readonly bool Has(uint flag) => (_header.Flags & flag) != 0;
    }

    /// <summary>Opens the box and writes its head; the caller writes the rows and closes the scope.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isVideo">Rows are video rows (<see cref="WriteVideoRow"/>), else audio rows.</param>
    /// <param name="signed">Version 1, for runs with a negative composition offset; else version 0.</param>
    /// <param name="count">Number of rows that will follow.</param>
    /// <param name="dataOffsetPlace">
    /// Where to patch data_offset: the distance from the moof to the first sample.
    /// </param>
    public static BoxWriter.Scope Open(BoxWriter writer, bool isVideo, bool signed, int count, out int dataOffsetPlace)
    {
        BoxWriter.Scope scope = writer.FullBox(
            BoxTypes.Trun, signed ? (byte)1 : (byte)0, isVideo ? VideoFlags : AudioFlags);
        writer.WriteUInt32(checked((uint)count));
        dataOffsetPlace = writer.WritePlaceholder();
        return scope;
    }

    /// <summary>Writes one row of a video run.</summary>
    public static void WriteVideoRow(BoxWriter writer, uint duration, uint size, uint flags, int compositionTimeOffset)
    {
        writer.WriteUInt32(duration);
        writer.WriteUInt32(size);
        writer.WriteUInt32(flags);
        writer.WriteUInt32(unchecked((uint)compositionTimeOffset));
    }

    /// <summary>Writes one row of an audio run.</summary>
    public static void WriteAudioRow(BoxWriter writer, uint duration, uint size)
    {
        writer.WriteUInt32(duration);
        writer.WriteUInt32(size);
    }
}
