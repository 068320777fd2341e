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

    /// <summary>Reads from a file, whose first tag tells the duration, or from a live stream. Owns it.</summary>
    /// <exception cref="MssException">The file does not start like FLV, or cannot be read.</exception>
    public FlvReader(InputStream input)
    {
        _input = input;
        if (input.CanRestart)
        {
            ReadHeader();
            Duration = FlvTag.Read(input, _warnings) is { Type: FlvTagType.Script } script
                ? FlvMetadata.ReadDuration(script.Data.Span)
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
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <inheritdoc/>
    public IEnumerable<Sample> ReadSamples(CancellationToken stop)
    {
        _input.Restart(stop);
        ReadHeader();
        var tracks = new FlvTracks(_warnings);
        while (FlvTag.Read(_input, _warnings) is { } tag)
        {
            if (tracks.Push(tag) is { } sample)
            {
                yield return sample;
            }
        }

        if (tracks.Flush() is { } last)
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private void ReadHeader()
    {
        Span<byte> header = stackalloc byte[SmallestHeader];
        var fields = new ByteReader(header[.._input.Read(header)], "FLV header");
        if (!fields.ReadBytes(3).SequenceEqual("FLV"u8))
        {
            throw fields.Malformed("the signature is not 'FLV'");
        }

        fields.Skip(2); // version; flags, which writers get wrong: the tags tell what there is
        uint size = fields.ReadUInt32();
        if (size is < SmallestHeader or > LongestHeader)
        {
            throw fields.Malformed($"DataOffset is {size}");
        }

        _input.Skip(size - SmallestHeader + PreviousTagSize);
    }
}
