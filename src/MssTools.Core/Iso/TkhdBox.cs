using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TrackHeaderBox, in trak (ISO/IEC 14496-12 8.3.2).</summary>
/// <param name="TrackId">Number of the track; greater than zero.</param>
/// <param name="IsEnabled">Track_enabled: false for an alternative that is not played unless chosen.</param>
internal readonly record struct TkhdBox(int TrackId, bool IsEnabled)
{
    private const uint TrackEnabled = 0x000001;

    /// <summary>Reads the box's content.</summary>
    public static TkhdBox Read(ByteReader fields)
    {
        FullBoxHeader header = FullBoxHeader.Read(ref fields);
        fields.Skip(header.Version == 1 ? 16 : 8); // creation_time, modification_time
        uint trackId = fields.ReadUInt32();
        return trackId is > 0 and <= int.MaxValue
            ? new TkhdBox((int)trackId, (header.Flags & TrackEnabled) != 0)
            : throw fields.Malformed($"track_ID {trackId} is not a track's number");
    }
}
