using MssTools.Core.Bits;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>Reads FLV (Adobe FLV 10.1, annex E): H.264 and AAC.</summary>
internal sealed class FlvReader : IMediaReader
{
    private const int SmallestHeader = 9;
    private const int PreviousTagSize = 4;
    private const int LongestHeader = 1024;

    private readonly InputWarnings _warnings = new();
    private readonly InputStream _input;
    private FlvTracks? _tracks;

    /// <summary>Reads from a file, whose first tag tells the duration, or from a live stream. Owns it.</summary>
    /// <exception cref="MssException">The file does not start like FLV, or cannot be read.</exception>
    public FlvReader(InputStream input)
    {
        _input = input;
        if (input.CanRestart)
        {
            ReadHeader();
            Duration = new FlvTagReader(input, new InputWarnings()).Read(out _) is { Type: FlvTagType.Script } script
                ? FlvMetadata.Read(script.Data.Span).Duration
                : null;
        }
    }

    /// <inheritdoc/>
    public TimeSpan? Duration { get; }

    /// <inheritdoc/>
    public bool IsLive => _input.IsLive;

    /// <inheritdoc/>
    public TimeSpan Patience => _input.MediaPatience;

    /// <inheritdoc/>
    public long? Received => _input.Received;

    /// <inheritdoc/>
    public IReadOnlyList<Track> Tracks => [];

    /// <inheritdoc/>
    public IReadOnlySet<Content> Announced => _tracks?.Announced ?? new HashSet<Content>();

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        _input.Restart(stop);
        int flags = ReadHeader();
        var tracks = new FlvTracks(_warnings);
        _tracks = tracks;
        Announce(flags, tracks);
        var tags = new FlvTagReader(_input, _warnings);
        while (tags.Read(out bool hasLost) is { } tag)
        {
            if (hasLost)
            {
                tracks.Lose();
            }

            tracks.Push(tag);
            while (tracks.TryTake(out Sample sample))
            {
                yield return sample;
            }
        }

        tracks.Flush();
        while (tracks.TryTake(out Sample last))
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    // Writers get the flags wrong: they only say what is worth waiting for.
    private static void Announce(int flags, FlvTracks tracks)
    {
        const int HasAudio = 4;
        const int HasVideo = 1;
        if ((flags & HasAudio) != 0)
        {
            tracks.Announce(MediaKind.Audio);
        }

        if ((flags & HasVideo) != 0)
        {
            tracks.Announce(MediaKind.Video);
        }
    }

    private int ReadHeader()
    {
        Span<byte> header = stackalloc byte[SmallestHeader];
        var fields = new ByteReader(header[.._input.Read(header)], "FLV header");
        if (!fields.ReadBytes(3).SequenceEqual("FLV"u8))
        {
            throw fields.Malformed("the signature is not 'FLV'");
        }

        fields.Skip(1); // version
        int flags = fields.ReadByte();
        uint size = fields.ReadUInt32();
        if (size is < SmallestHeader or > LongestHeader)
        {
            throw fields.Malformed($"DataOffset is {size}");
        }

        _input.Skip(size - SmallestHeader + PreviousTagSize);
        return flags;
    }
}
