using System.Buffers.Binary;
using MssTools.Core.Bits;
using MssTools.Core.Iso;

namespace MssTools.Core.Stored;

/// <summary>
/// A stored fragment ([MS-SSTR] 2.2.4), taken apart: what its boxes say, whoever wrote it. The samples themselves stay where they are.
/// </summary>
internal sealed class StoredFragment
{
    private const int BoxHeader = 8;
    private const int LargeHeader = 16;
    private const int LargestMoof = 4 * 1024 * 1024;
    private const int MostSamples = 100_000;
    private const int MostBoxes = 256;

    private readonly List<StoredBox> _trackBoxes = [];
    private readonly List<StoredSample> _samples = [];

    private StoredFragment(IStoredBytes bytes, List<StoredBox> boxes, StoredBox moof, byte[] moofBytes)
    {
        Bytes = bytes;
        Boxes = boxes;
        Moof = moof;
        MoofBytes = moofBytes;
        Mdat = boxes.Find(b => b.Type == BoxTypes.Mdat) is { Size: > 0 } mdat ? mdat : null;
    }

    /// <summary>Where it was read from.</summary>
    public IStoredBytes Bytes { get; }

    /// <summary>The boxes that lie side by side outermost.</summary>
    public IReadOnlyList<StoredBox> Boxes { get; }

    /// <summary>The first moof.</summary>
    public StoredBox Moof { get; }

    /// <summary>The first moof with its header, as it stands.</summary>
    public ReadOnlyMemory<byte> MoofBytes { get; }

    /// <summary>The first mdat; null where there is none.</summary>
    public StoredBox? Mdat { get; }

    /// <summary>The boxes of the first traf, and those beside it in the moof.</summary>
    public IReadOnlyList<StoredBox> TrackBoxes => _trackBoxes;

    /// <summary>Number of traf boxes; the first is taken apart.</summary>
    public int Tracks { get; private set; }

    /// <summary>Number of trun boxes in the first traf.</summary>
    public int Runs { get; private set; }

    /// <summary>The number that mfhd gives; null where there is none.</summary>
    public uint? SequenceNumber { get; private set; }

    /// <summary>The tfhd; null where there is none.</summary>
    public TfhdBox? Header { get; private set; }

    /// <summary>The tfxd: where it stands on the timeline; null where there is none.</summary>
    public TfxdBox? Place { get; private set; }

    /// <summary>The tfrf: the fragments that follow; null where there is none.</summary>
    public TfrfBox? Next { get; private set; }

    /// <summary>The time of a tfdt, which [MS-SSTR] does not know; null where there is none.</summary>
    public long? DecodeTime { get; private set; }

    /// <summary>What the first trun says about where the samples begin, from the moof's first byte; null where it says nothing.</summary>
    public int? DataOffset { get; private set; }

    /// <summary>True where a trun of version 0 has offsets that are negative when they are read signed.</summary>
    public bool HasNegativeUnsignedOffset { get; private set; }

    /// <summary>The samples of the first traf, in their order.</summary>
    public IReadOnlyList<StoredSample> Samples => _samples;

    /// <summary>What is known of a sample's flags: by its row, or by the fragment's default.</summary>
    public uint? FlagsOf(StoredSample sample) => sample.Flags ?? Header?.DefaultSampleFlags;

    /// <summary>Sum of the samples' durations in ticks.</summary>
    public long SampleDuration => _samples.Sum(s => (long)(s.Duration ?? 0));

    /// <summary>
    /// Times of the fragments that follow, as the fragment itself announces them; where it announces none the one that begins at its
    /// end.
    /// </summary>
    public IReadOnlyList<long> Successors => Next is { Entries.Count: > 0 } announced
        ? [.. announced.Entries.Select(entry => (long)entry.FragmentAbsoluteTime)]
        : Place is { } own ? [(long)(own.FragmentAbsoluteTime + own.FragmentDuration)] : [];

    /// <summary>Takes a fragment apart.</summary>
    /// <param name="bytes">Its bytes; they must stay open while samples are read.</param>
    /// <exception cref="MssException">MalformedInput: it is none, or breaks the rules of its boxes.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoredFragment Read(IStoredBytes bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            List<StoredBox> boxes = ReadBoxes(bytes);
            StoredBox moof = boxes.Find(b => b.Type == BoxTypes.Moof) is { Size: > 0 } found
                ? found
                : throw Malformed(bytes, boxes.Count == 0 ? "it is empty" : $"it begins with '{boxes[0].Type}' and has no moof");
            if (moof.Size > LargestMoof)
            {
                throw Malformed(bytes, $"its moof has {moof.Size} bytes");
            }

            byte[] content = new byte[moof.Size];
            bytes.Read(moof.Offset, content);
            var fragment = new StoredFragment(bytes, boxes, moof, content);
            fragment.ReadMoof();
            return fragment;
        }
        catch (MssException failure) when (!failure.Message.Contains(bytes.Name, StringComparison.Ordinal))
        {
            throw Malformed(bytes, failure.Message.TrimEnd('.'), failure);
        }
    }

    // Boxes side by side to the end of the document; what has no header any more is no box.
    private static List<StoredBox> ReadBoxes(IStoredBytes bytes)
    {
        List<StoredBox> boxes = [];
        Span<byte> header = stackalloc byte[LargeHeader];
        for (long offset = 0; bytes.Length - offset >= BoxHeader; offset = boxes[^1].End)
        {
            bytes.Read(offset, header[..BoxHeader]);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = new FourCC(BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
            long room = bytes.Length - offset;
            int length = BoxHeader;
            if (size == 1 && room >= LargeHeader)
            {
                bytes.Read(offset, header);
                size = BinaryPrimitives.ReadInt64BigEndian(header[BoxHeader..]);
                length = LargeHeader;
            }

            size = size == 0 ? room : size;
            if (size < length || size > room)
            {
                throw Malformed(bytes, $"at {offset} there is '{type}' of {size} bytes, {room} are left");
            }

            if (boxes.Count == MostBoxes)
            {
                throw Malformed(bytes, $"it has more than {MostBoxes} boxes");
            }

            boxes.Add(new StoredBox(type, default, offset, length, size));
        }

        return boxes;
    }

    private void ReadMoof()
    {
        var outer = new BoxReader(MoofBytes.Span, "fragment", Moof.Offset);
        outer.Read();
        BoxReader boxes = outer.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Traf)
            {
                if (Tracks++ == 0)
                {
                    ReadTrack(boxes.Children);
                }

                continue;
            }

            Note(boxes);
            if (boxes.Type == BoxTypes.Mfhd)
            {
                SequenceNumber = MfhdBox.Read(boxes.Fields).SequenceNumber;
            }
        }
    }

    private void ReadTrack(BoxReader boxes)
    {
        long next = Moof.Offset;
        while (boxes.Read())
        {
            Note(boxes);
            if (boxes.Type == BoxTypes.Tfhd)
            {
                Header = TfhdBox.Read(boxes.Fields);
            }
            else if (boxes.Type == BoxTypes.Trun)
            {
                next = ReadRun(boxes.Fields, next);
            }
            else if (boxes.Type == BoxTypes.Tfdt)
            {
                DecodeTime = TfdtBox.Read(boxes.Fields).BaseMediaDecodeTime;
            }
            else if (boxes.ExtendedType == TfxdBox.ExtendedType)
            {
                Place ??= TfxdBox.Read(boxes.Fields);
            }
            else if (boxes.ExtendedType == TfrfBox.ExtendedType)
            {
                Next ??= TfrfBox.Read(boxes.Fields);
            }
        }
    }

    private long ReadRun(ByteReader fields, long next)
    {
        byte version = new ByteReader(fields.Rest, "trun").ReadByte();
        var rows = new TrunBox.Rows(fields, MostSamples - _samples.Count);
        long offset = rows.DataOffset is { } stated ? Moof.Offset + stated : next;
        if (Runs++ == 0)
        {
            DataOffset = rows.DataOffset;
        }

        while (rows.Read())
        {
            TrunBox.Row row = rows.Current;
            uint size = row.Size ?? Header?.DefaultSampleSize ?? throw fields.Malformed("a sample has no size");
            _samples.Add(new StoredSample(offset, size, row.Duration ?? Header?.DefaultSampleDuration, row.Flags, row.CompositionTimeOffset));
            HasNegativeUnsignedOffset |= version == 0 && row.CompositionTimeOffset < 0;
            offset += size;
        }

        return offset;
    }

    private void Note(BoxReader box)
    {
        if (_trackBoxes.Count == MostBoxes)
        {
            throw Malformed(Bytes, $"its moof has more than {MostBoxes} boxes");
        }

        int header = BoxHeader + (box.Type == BoxTypes.Uuid ? 16 : 0);
        _trackBoxes.Add(new StoredBox(box.Type, box.ExtendedType, box.ContentOrigin - header, header, box.Content.Length + header));
    }

    private static MssException Malformed(IStoredBytes bytes, string message, Exception? failure = null) =>
        new(MssError.MalformedInput, $"'{bytes.Name}' is no fragment: {message}.", innerException: failure);
}
