using System.Text;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Relay;

/// <summary>Makes samples of the messages of a <see cref="RelayWriter"/>, and keeps what they tell of the input.</summary>
internal sealed class RelayParser
{
    private const string Where = "What another node sent of a stream";

    private readonly Dictionary<int, Track> _tracks = [];
    private readonly InputWarnings _warnings = new();
    private long _losses;

    /// <summary>See <see cref="IMediaReader.Announced"/>.</summary>
    public IReadOnlySet<Content> Announced { get; private set; } = new HashSet<Content>();

    /// <summary>See <see cref="IMediaReader.Warnings"/>.</summary>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <summary>See <see cref="IMediaReader.Losses"/>.</summary>
    public long Losses => Interlocked.Read(ref _losses);

    /// <summary>True when the last message has come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Reads a block; samples are parts of its memory, which is theirs from now on.</summary>
    /// <exception cref="MssException">Unsupported: of another version; MalformedInput: it is broken; else why the other machine cannot read on.</exception>
    public IEnumerable<Sample> Read(byte[] block)
    {
        ArgumentNullException.ThrowIfNull(block);
        using var reader = new BinaryReader(new MemoryStream(block, writable: false), Encoding.UTF8);
        if (block.Length == 0 || reader.ReadByte() != RelayWriter.Version)
        {
            throw new MssException(
                MssError.Unsupported, $"{Where} is of another version of MssTools.", "Upgrade the nodes one after the other, and let all have the same version.");
        }

        while (!IsOver && reader.BaseStream.Position < block.Length)
        {
            if (Next(reader, block) is { } sample)
            {
                yield return sample;
            }
        }
    }

    // An iterator cannot catch: one message at a time is read here.
    private Sample? Next(BinaryReader reader, byte[] block)
    {
        try
        {
            switch ((RelayTag)reader.ReadByte())
            {
                case RelayTag.Track:
                    Track track = ReadTrack(reader);
                    _tracks[track.Id] = track;
                    return null;
                case RelayTag.Sample:
                    return ReadSample(reader, block);
                case RelayTag.Announced:
                    int count = reader.ReadByte();
                    Announced = Enumerable.Range(0, count).Select(_ => ReadContent(reader)).ToHashSet();
                    return null;
                case RelayTag.Losses:
                    Interlocked.Exchange(ref _losses, reader.ReadInt64());
                    return null;
                case RelayTag.Warning:
                    _warnings.Add(ForeignText.Value(reader.ReadString()));
                    return null;
                case RelayTag.End:
                    IsOver = true;
                    return null;
                case RelayTag.Failure:
                    IsOver = true;
                    throw ReadFailure(reader);
                case var unknown:
                    throw Malformed($"has a message of the kind {(byte)unknown}");
            }
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or ArgumentException)
        {
            throw Malformed("ends within a message", broken);
        }
    }

    private Sample ReadSample(BinaryReader reader, byte[] block)
    {
        int id = reader.ReadInt32();
        if (!_tracks.TryGetValue(id, out Track? track))
        {
            throw Malformed($"has a sample of track {id}, which it did not describe");
        }

        long decodeTime = reader.ReadInt64();
        long duration = reader.ReadInt64();
        long offset = reader.ReadInt64();
        bool isSync = reader.ReadBoolean();
        int length = reader.ReadInt32();
        return new Sample(track, decodeTime, duration, offset, isSync, new Payload(Take(reader, block, length)));
    }

    private static Track ReadTrack(BinaryReader reader)
    {
        int id = reader.ReadInt32();
        Content content = ReadContent(reader);
        uint timescale = reader.ReadUInt32();
        string fourCC = reader.ReadString();
        int length = reader.ReadInt32();
        byte[] configuration = length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes(length)
            : throw Malformed($"has a configuration of {length} bytes");
        CodecConfig? config = CodecRegistry.OfFourCC(fourCC)?.Parse(configuration).Config;
        return config is null || timescale == 0
            ? throw Malformed($"has a track of '{ForeignText.Value(fourCC)}' that makes no sense")
            : new Track(id, content, timescale, config with { FourCC = fourCC }, Known(reader.ReadInt64())) { StatedBitrate = Known(reader.ReadInt64()) };
    }

    private static Content ReadContent(BinaryReader reader)
    {
        var kind = (MediaKind)reader.ReadByte();
        return new Content(kind, reader.ReadString(), reader.ReadString(), Text(reader.ReadString()), Text(reader.ReadString()));
    }

    private static MssException ReadFailure(BinaryReader reader)
    {
        MssError code = Enum.TryParse(reader.ReadString(), out MssError known) ? known : MssError.SourceFailed;
        return new MssException(code, ForeignText.Value(reader.ReadString()), ForeignText.Value(reader.ReadString()));
    }

    private static ReadOnlyMemory<byte> Take(BinaryReader reader, byte[] block, int length)
    {
        int start = (int)reader.BaseStream.Position;
        if (length < 0 || length > block.Length - start)
        {
            throw Malformed($"has a sample of {length} bytes, and {block.Length - start} are left");
        }

        reader.BaseStream.Position = start + length;
        return block.AsMemory(start, length);
    }

    private static long? Known(long value) => value < 0 ? null : value;

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static MssException Malformed(string what, Exception? cause = null) =>
        new(MssError.MalformedInput, $"{Where} {what}.", "Let all nodes have the same version of MssTools.", cause);
}
