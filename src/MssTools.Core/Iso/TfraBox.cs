using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackFragmentRandomAccessBox, in mfra (ISO/IEC 14496-12 8.8.10): only where the last fragment is.</summary>
/// <param name="TrackId">The track.</param>
/// <param name="LastMoofOffset">Where the moof of the last entry starts in the file; null without entries.</param>
internal readonly record struct TfraBox(uint TrackId, long? LastMoofOffset)
{
    /// <summary>Reads the box's content, in version 0 or 1.</summary>
    public static TfraBox Read(ByteReader fields)
    {
        bool wide = FullBoxHeader.Read(ref fields).Version == 1;
        uint trackId = fields.ReadUInt32();
        uint lengths = fields.ReadUInt32(); // of traf, trun and sample numbers: two bits each, less one
        int numbers = (int)((lengths >> 4 & 3) + (lengths >> 2 & 3) + (lengths & 3) + 3);
        int time = wide ? 8 : 4;
        int count = fields.ReadCount((time * 2) + numbers);
        if (count == 0)
        {
            return new TfraBox(trackId, null);
        }

        fields.Skip(((count - 1) * ((time * 2) + numbers)) + time);
        return new TfraBox(trackId, wide ? fields.ReadInt64() : fields.ReadUInt32());
    }
}
