namespace MssTools.Core.Iso;

/// <summary>
/// SampleTableBox (ISO/IEC 14496-12 8.5.1): where the samples of a track are and when they are decoded. The tables
/// stay the bytes they are; a <see cref="SampleCursor"/> walks them.
/// </summary>
/// <param name="Name">The track, for messages.</param>
/// <param name="Times">Durations.</param>
/// <param name="Offsets">Composition offsets, or null: all zero.</param>
/// <param name="Chunks">Samples per chunk.</param>
/// <param name="Sizes">Sample sizes.</param>
/// <param name="ChunkOffsets">Where chunks start.</param>
/// <param name="SyncSamples">Sync samples, or null: all.</param>
internal sealed record SampleTable(
    string Name,
    SttsBox Times,
    CttsBox? Offsets,
    StscBox Chunks,
    StszBox Sizes,
    StcoBox ChunkOffsets,
    StssBox? SyncSamples)
{
    /// <summary>
    /// The table without what cannot be: where all samples have one size, their number is only a claim. One sample
    /// too many stays, so that whoever walks the table notices.
    /// </summary>
    /// <param name="mediaLength">Bytes that there are.</param>
    public SampleTable Limited(long mediaLength) => Sizes.SampleSize == 0
        ? this
        : this with
        {
            Sizes = Sizes with
            {
                SampleCount = (uint)Math.Min(Sizes.SampleCount, (mediaLength / Sizes.SampleSize) + 1),
            },
        };

    /// <summary>Reads stbl; null where it holds no sample, as in the moov of a fragmented file.</summary>
    /// <param name="stbl">The box.</param>
    /// <param name="name">The track, for messages.</param>
    /// <exception cref="MssException">MalformedInput: a table is missing or broken.</exception>
    public static SampleTable? Read(BoxContent stbl, string name)
    {
        SttsBox? times = null;
        CttsBox? offsets = null;
        StscBox? chunks = null;
        StszBox? sizes = null;
        StcoBox? chunkOffsets = null;
        StssBox? syncSamples = null;
        BoxReader boxes = stbl.Children;
        while (boxes.Read())
        {
            BoxContent box = stbl.Slice(boxes);
            if (box.Type == BoxTypes.Stts)
            {
                times = SttsBox.Read(box);
            }
            else if (box.Type == BoxTypes.Ctts)
            {
                offsets = CttsBox.Read(box);
            }
            else if (box.Type == BoxTypes.Stsc)
            {
                chunks = StscBox.Read(box);
            }
            else if (box.Type == BoxTypes.Stsz || box.Type == BoxTypes.Stz2)
            {
                sizes = StszBox.Read(box);
            }
            else if (box.Type == BoxTypes.Stco || box.Type == BoxTypes.Co64)
            {
                chunkOffsets = StcoBox.Read(box);
            }
            else if (box.Type == BoxTypes.Stss)
            {
                syncSamples = StssBox.Read(box);
            }
        }

        if (sizes is not { SampleCount: > 0 })
        {
            return null;
        }

        return new SampleTable(
            name,
            times ?? throw Missing("stts"),
            offsets,
            chunks ?? throw Missing("stsc"),
            sizes.Value,
            chunkOffsets ?? throw Missing("stco"),
            syncSamples);

        MssException Missing(string table) =>
            new(MssError.MalformedInput, $"{name}: stbl at {stbl.Origin} has no {table} box.");
    }
}
