using MssTools.Core.Bits;
using MssTools.Core.Media;

namespace MssTools.Core.Iso;

/// <summary>TrackHeaderBox, in trak (ISO/IEC 14496-12 8.3.2).</summary>
/// <param name="TrackId">Number of the track; greater than zero.</param>
/// <param name="IsEnabled">Track_enabled: false for an alternative that is not played unless chosen.</param>
internal readonly record struct TkhdBox(int TrackId, bool IsEnabled)
{
    private const uint TrackEnabled = 0x000001;
    private const uint TrackInMovie = 0x000002;
    private const uint TrackInPreview = 0x000004;
    private const ushort FullVolume = 0x0100;

    /// <summary>Writes the box as version 1.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="duration">Length in the movie's ticks; zero where fragments follow.</param>
    /// <param name="config">Tells the size of pictures, or that it is sound.</param>
    public void Write(BoxWriter writer, ulong duration, CodecConfig config)
    {
        var picture = config as VideoConfig;
        using (writer.FullBox(BoxTypes.Tkhd, version: 1, (IsEnabled ? TrackEnabled : 0) | TrackInMovie | TrackInPreview))
        {
            writer.WriteUInt64(0); // creation_time
            writer.WriteUInt64(0); // modification_time
            writer.WriteUInt32((uint)TrackId);
            writer.WriteUInt32(0); // reserved
            writer.WriteUInt64(duration);
            writer.WriteZeros(8);   // reserved
            writer.WriteUInt16(0); // layer
            writer.WriteUInt16((ushort)(picture is null ? 1 : 0)); // alternate_group: sounds are alternatives to each other
            writer.WriteUInt16(picture is null ? FullVolume : (ushort)0);
            writer.WriteUInt16(0); // reserved
            TransformMatrix.WriteUnity(writer);
            writer.WriteUInt32((uint)(picture?.Width ?? 0) << 16);
            writer.WriteUInt32((uint)(picture?.Height ?? 0) << 16);
        }
    }

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
