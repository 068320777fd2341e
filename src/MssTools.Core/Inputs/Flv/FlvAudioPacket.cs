using MssTools.Core.Bits;
using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Flv;

/// <summary>What an audio tag brings for one track: FLV's own (E.4.2), and Enhanced RTMP v2 with one or several tracks.</summary>
/// <param name="Track">Number of the track; 0 for the only one, and for the first.</param>
/// <param name="Codec">SoundFormat of FLV, which is less than 16, or a FourCC.</param>
/// <param name="Type">What <paramref name="Content"/> is.</param>
/// <param name="Content">A configuration or a frame; a part of the tag's memory.</param>
internal readonly record struct FlvAudioPacket(int Track, uint Codec, FlvAudioPacketType Type, ReadOnlyMemory<byte> Content)
{
    private const uint SoundFormatAac = 10;
    private const uint SoundFormatExtended = 9;
    private const uint FourCCAac = 0x6d703461; // mp4a
    private const int OneTrack = 0;
    private const int ManyTracksManyCodecs = 2;

    /// <summary>Reads the packets of a tag that is not empty.</summary>
    /// <param name="tag">An audio tag.</param>
    /// <param name="packets">Emptied, then filled.</param>
    /// <exception cref="MssException">MalformedInput.</exception>
    public static void Read(FlvTag tag, List<FlvAudioPacket> packets)
    {
        packets.Clear();
        var fields = new ByteReader(tag.Data.Span, "FLV audio");
        byte first = fields.ReadByte();
        uint format = (uint)first >> 4;
        if (format != SoundFormatExtended)
        {
            var own = format == SoundFormatAac ? (FlvAudioPacketType)fields.ReadByte() : FlvAudioPacketType.CodedFrames;
            packets.Add(new FlvAudioPacket(0, format, own, tag.Data[fields.Position..]));
            return;
        }

        FlvAudioPacketType type = ReadType(ref fields, first);
        if (type == FlvAudioPacketType.Multitrack)
        {
            ReadTracks(tag, ref fields, packets);
            return;
        }

        uint codec = fields.ReadUInt32();
        packets.Add(new FlvAudioPacket(0, codec, type, tag.Data[fields.Position..]));
    }

    /// <summary>Refuses what is not AAC.</summary>
    /// <exception cref="MssException">Unsupported, with what it is instead.</exception>
    public void CheckCodec()
    {
        if (Codec is SoundFormatAac or FourCCAac)
        {
            return;
        }

        throw new MssException(
            MssError.Unsupported,
            Codec < 16
                ? $"FLV audio with codec id {Codec} ({NameOfFormat(Codec)}) cannot be packaged; 10 (AAC) can."
                : $"FLV audio with codec '{new FourCC(Codec)}' (packet type {(int)Type}) cannot be packaged; 'mp4a' can.");
    }

    private static void ReadTracks(FlvTag tag, ref ByteReader fields, List<FlvAudioPacket> packets)
    {
        byte head = fields.ReadByte();
        int form = head >> 4;
        var type = (FlvAudioPacketType)(head & 15);
        uint shared = form == ManyTracksManyCodecs ? 0 : fields.ReadUInt32();
        do
        {
            uint codec = form == ManyTracksManyCodecs ? fields.ReadUInt32() : shared;
            int track = fields.ReadByte();
            int length = form == OneTrack ? fields.Remaining : (int)fields.ReadUInt24();
            int start = fields.Position;
            fields.Skip(length);
            packets.Add(new FlvAudioPacket(track, codec, type, tag.Data.Slice(start, length)));
        }
        while (fields.Remaining > 0);
    }

    // Modifiers, such as a finer time stamp, go in front of the type.
    private static FlvAudioPacketType ReadType(ref ByteReader fields, byte first)
    {
        var type = (FlvAudioPacketType)(first & 15);
        while (type == FlvAudioPacketType.Modifier)
        {
            int length = fields.ReadByte() + 1;
            fields.Skip(length == 256 ? fields.ReadUInt16() + 1 : length);
            type = (FlvAudioPacketType)(fields.ReadByte() & 15);
        }

        return type;
    }

    private static string NameOfFormat(uint format) => format switch
    {
        0 or 3 => "PCM",
        1 => "ADPCM",
        2 or 14 => "MP3",
        4 or 5 or 6 => "Nellymoser",
        7 or 8 => "G.711",
        11 => "Speex",
        _ => "unknown",
    };
}
