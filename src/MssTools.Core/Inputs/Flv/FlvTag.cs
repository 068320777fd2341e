using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Flv;

/// <summary>The kinds of FLV tags (Adobe FLV 10.1, E.4.1).</summary>
internal enum FlvTagType
{
    Audio = 8,
    Video = 9,
    Script = 18,
}

/// <summary>One FLV tag. An RTMP message of the same type has the same content.</summary>
/// <param name="Type">What the tag carries.</param>
/// <param name="Timestamp">Milliseconds, 32 bits, wrapping.</param>
/// <param name="Data">The content, in memory of its own.</param>
internal readonly record struct FlvTag(FlvTagType Type, uint Timestamp, ReadOnlyMemory<byte> Data)
{
    /// <summary>About what an array and its place in a list take beside the content.</summary>
    private const int Overhead = 96;

    private const int HeaderSize = 11;
    private const int PreviousTagSize = 4;
    private const int TypeMask = 31;
    private const int FilterFlag = 32;
    private const int ExtendedHeaderFlag = 0x80;
    private const int FrameTypeKey = 1;
    private const int CodecIdAvc = 7;
    private const int SoundFormatAac = 10;
    private const int SoundFormatExtended = 9;

    /// <summary>About how many bytes of memory the tag takes: a sender may make millions of empty ones.</summary>
    public int Footprint => Data.Length + Overhead;

    /// <summary>True for a decoder configuration, also in the form of Enhanced RTMP.</summary>
    public bool IsSequenceHeader => Type switch
    {
        FlvTagType.Video => IsVideo(packetType: 0),
        FlvTagType.Audio when Data.Length > 1 => (Data.Span[0] >> 4) switch
        {
            SoundFormatAac => Data.Span[1] == 0,
            SoundFormatExtended => (Data.Span[0] & 15) == 0,
            _ => false,
        },
        _ => false,
    };

    /// <summary>True for a picture that decoding can start from.</summary>
    public bool IsKeyframe => Type == FlvTagType.Video
        && Data.Length > 1
        && (Data.Span[0] >> 4 & 7) == FrameTypeKey
        && (IsVideo(packetType: 1) || IsVideo(packetType: 3));

    /// <summary>
    /// Reads the next audio, video or script tag; null at the end, also where the last tag is cut off.
    /// </summary>
    /// <param name="input">At the start of a tag.</param>
    /// <param name="warnings">Told where a tag is cut off.</param>
    /// <exception cref="MssException">
    /// MalformedInput: no tag stands here; Unsupported: encrypted; SourceFailed.
    /// </exception>
    public static FlvTag? Read(InputStream input, InputWarnings warnings)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        Span<byte> trailer = stackalloc byte[PreviousTagSize];
        while (true)
        {
            long place = input.Position;
            if (input.Read(header) < HeaderSize)
            {
                return null;
            }

            var fields = new ByteReader(header, "FLV tag", place);
            int type = fields.ReadByte();
            int size = (int)fields.ReadUInt24(); // 16 MiB at most, by its format
            uint timestamp = fields.ReadUInt24() | (uint)fields.ReadByte() << 24;
            bool known = (type & TypeMask) is (int)FlvTagType.Audio or (int)FlvTagType.Video or (int)FlvTagType.Script;
            if (known && (type & FilterFlag) != 0)
            {
                throw new MssException(MssError.Unsupported, $"FLV tag at {place}: it is encrypted.");
            }

            byte[]? data = ReadContent(input, size, known);
            if (data is null)
            {
                warnings.Add($"The tag at {place} has {size} bytes, more than are left: the input ends or is damaged there.");
                return null;
            }

            int trailerLength = input.Read(trailer); // writers disagree about its value, and a last tag may lack it
            if (known)
            {
                return new FlvTag((FlvTagType)(type & TypeMask), timestamp, data);
            }

            if (trailerLength < PreviousTagSize
                || new ByteReader(trailer, "PreviousTagSize").ReadUInt32() != HeaderSize + size)
            {
                throw fields.Malformed($"type {type} is none, and no tag ends {size} bytes further");
            }
        }
    }

    // Grows with what really comes: a damaged size does not allocate 16 MiB for a short file.
    private static byte[]? ReadContent(InputStream input, int size, bool wanted)
    {
        const int FirstPart = 256 * 1024;
        if (!wanted)
        {
            return input.Skip(size) ? [] : null;
        }

        byte[] data = GC.AllocateUninitializedArray<byte>(Math.Min(size, FirstPart));
        int count = input.Read(data);
        if (count == data.Length && size > count)
        {
            Array.Resize(ref data, size);
            count += input.Read(data.AsSpan(count));
        }

        return count == size ? data : null;
    }

    // Enhanced RTMP has the packet type in the first byte, H.264 of old in the second.
    private bool IsVideo(int packetType) => Data.Length > 1
        && ((Data.Span[0] & ExtendedHeaderFlag) != 0
            ? (Data.Span[0] & 15) == packetType
            : (Data.Span[0] & 15) == CodecIdAvc && Data.Span[1] == packetType);
}
