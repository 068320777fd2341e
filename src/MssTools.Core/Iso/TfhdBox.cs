using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackFragmentHeaderBox, in traf (ISO/IEC 14496-12 8.8.7).</summary>
/// <param name="TrackId">The track; never zero.</param>
/// <param name="BaseDataOffset">Where data offsets count from, or null: from the moof or the data before.</param>
/// <param name="DefaultSampleDuration">Duration of samples whose trun gives none, or null: as trex says.</param>
/// <param name="DefaultSampleSize">Size of samples whose trun gives none, or null: as trex says.</param>
/// <param name="DefaultSampleFlags">Flags of samples whose trun gives none, or null: as trex says.</param>
/// <param name="DefaultBaseIsMoof">Data offsets count from the first byte of the moof.</param>
/// <param name="SampleDescriptionIndex">The sample description, counted from 1, or null: as trex says.</param>
internal readonly record struct TfhdBox(
    uint TrackId,
    long? BaseDataOffset = null,
    uint? DefaultSampleDuration = null,
    uint? DefaultSampleSize = null,
    uint? DefaultSampleFlags = null,
    bool DefaultBaseIsMoof = false,
    uint? SampleDescriptionIndex = null)
{
    private const uint BaseDataOffsetPresent = 0x000001;
    private const uint SampleDescriptionIndexPresent = 0x000002;
    private const uint DefaultSampleDurationPresent = 0x000008;
    private const uint DefaultSampleSizePresent = 0x000010;
    private const uint DefaultSampleFlagsPresent = 0x000020;
    private const uint DefaultBaseIsMoofFlag = 0x020000;

    /// <summary>Reads the box's content.</summary>
    public static TfhdBox Read(ByteReader fields)
    {
        uint flags = FullBoxHeader.Read(ref fields).Flags;
        uint trackId = fields.ReadUInt32();
        long? baseDataOffset = (flags & BaseDataOffsetPresent) != 0 ? fields.ReadInt64() : null;
        uint? description = (flags & SampleDescriptionIndexPresent) != 0 ? fields.ReadUInt32() : null;
        uint? duration = (flags & DefaultSampleDurationPresent) != 0 ? fields.ReadUInt32() : null;
        uint? size = (flags & DefaultSampleSizePresent) != 0 ? fields.ReadUInt32() : null;
        uint? sampleFlags = (flags & DefaultSampleFlagsPresent) != 0 ? fields.ReadUInt32() : null;
        bool isMoof = (flags & DefaultBaseIsMoofFlag) != 0;
        return new TfhdBox(trackId, baseDataOffset, duration, size, sampleFlags, isMoof, description);
    }

    /// <summary>
    /// Writes the box with its track and default flags only. Silverlight-era clients reject default sizes, Windows
    /// Media players dislike default durations, and PIFF forbids a base offset, so those stand in the trun.
    /// </summary>
    public void Write(BoxWriter writer)
    {
        using (writer.FullBox(BoxTypes.Tfhd, version: 0, DefaultSampleFlagsPresent))
        {
            writer.WriteUInt32(TrackId);
            writer.WriteUInt32(DefaultSampleFlags ?? 0);
        }
    }
}
