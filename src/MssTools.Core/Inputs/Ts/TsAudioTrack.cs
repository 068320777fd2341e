using MssTools.Core.Codecs.Aac;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>An AAC stream in ADTS: makes samples of its PES packets. Frames may reach from one into the next.</summary>
/// <remarks>
/// ADTS has no checksum that anybody sends, and a new configuration begins a new epoch of the group. So a header that tells
/// of one is believed when the next tells the same; until then its frame is held.
/// </remarks>
/// <param name="id">The track's number.</param>
/// <param name="content">What it is to a viewer.</param>
/// <param name="timestamps">Takes the wraps out of PTS.</param>
/// <param name="output">Where the samples go.</param>
/// <param name="warnings">Told of audio whose times jump.</param>
/// <param name="refuse">Told once why the stream cannot be packaged; may throw.</param>
internal sealed class TsAudioTrack(
    int id,
    Content content,
    TrackClock timestamps,
    Queue<Sample> output,
    InputWarnings warnings,
    Action<MssException> refuse) : ITsTrack
{
    private readonly AdtsConfiguration _configuration = new();
    private long? _lastStamp;
    private bool _hasLost;
    private ReadOnlyMemory<byte> _carry; // the start of a frame; less than 8 KiB by ADTS's format
    private AacConfig? _config;
    private AudioClock? _clock;
    private Track? _track;
    private Frame? _doubtful;

    /// <inheritdoc/>
    public Content Content => content;

    /// <inheritdoc/>
    public bool IsRefused { get; private set; }

    /// <inheritdoc/>
    public void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts, bool isRandomAccess)
    {
        int carried = _carry.Length;
        ReadOnlyMemory<byte> bytes = (byte[])[.. _carry.Span, .. payload];
        long? stamp = pts is { } raw ? timestamps.NextSure(raw) : null;
        if (_hasLost && stamp <= _lastStamp)
        {
            return; // a datagram that came twice, or late
        }

        _hasLost = false;
        _lastStamp = stamp ?? _lastStamp;
        while (!IsRefused && TryFindFrame(ref bytes, ref carried, out AdtsHeader header))
        {
            // The stamp belongs to the first frame that starts in this PES packet, not to one that ends in it.
            bool startsHere = carried <= 0;
            Weigh(new Frame(header, bytes[header.HeaderLength..header.FrameLength], startsHere ? stamp : null));
            stamp = startsHere ? null : stamp;
            bytes = bytes[header.FrameLength..];
            carried -= header.FrameLength;
        }

        _carry = IsRefused ? default : bytes;
    }

    /// <inheritdoc/>
    public void Lose()
    {
        _carry = default;
        _hasLost = true;
    }

    /// <inheritdoc/>
    public void End() => _carry = default;

    // Moves to the next whole frame. Behind a real one there is the next header, or nothing yet.
    private static bool TryFindFrame(ref ReadOnlyMemory<byte> bytes, ref int carried, out AdtsHeader header)
    {
        header = default;
        while (bytes.Length >= AdtsHeader.ShortestLength)
        {
            ReadOnlySpan<byte> span = bytes.Span;
            if (AdtsHeader.TryParse(span, out header))
            {
                int end = header.FrameLength;
                if (end > span.Length)
                {
                    return false;
                }

                if (span.Length < end + 2 || AdtsHeader.IsSync(span[end], span[end + 1]))
                {
                    return true;
                }
            }

            int next = span[1..].IndexOf((byte)0xff);
            int step = next < 0 ? span.Length : next + 1;
            bytes = bytes[step..];
            carried -= step;
        }

        return false;
    }

    private void Weigh(Frame frame)
    {
        Frame? held = _doubtful;
        _doubtful = null;
        bool isConfirmed = held is { } doubtful && AdtsConfiguration.AreAlike(doubtful.Header, frame.Header);
        if (held is { } first && isConfirmed)
        {
            Emit(first);
        }
        else if (held is { } damaged)
        {
            _clock?.Next(damaged.Stamp, TsReader.Timescale); // its place stays empty
        }

        if (!isConfirmed && _configuration.IsChangedBy(frame.Header))
        {
            _doubtful = frame;
        }
        else
        {
            Emit(frame);
        }
    }

    private void Emit(Frame frame)
    {
        if (ConfigurationOf(frame) is not { } config)
        {
            return;
        }

        if (!ReferenceEquals(config, _config))
        {
            Configure(config);
        }

        if (_clock!.Next(frame.Stamp, TsReader.Timescale) is { } time)
        {
            output.Enqueue(new Sample(_track!, time, config.SamplesPerFrame, 0, true, new Payload(frame.Data)));
        }
    }

    private AacConfig? ConfigurationOf(Frame frame)
    {
        try
        {
            return _configuration.Of(frame.Header, frame.Data.Span);
        }
        catch (MssException failure) when (failure.Code == MssError.Unsupported)
        {
            IsRefused = true;
            refuse(failure);
            return null;
        }
    }

    private void Configure(AacConfig config)
    {
        // PTS are computed, not measured: half a frame off is a lost frame.
        int tolerance = config.SamplesPerFrame / 2;
        _clock = new AudioClock(config.SamplingRate, config.SamplesPerFrame, tolerance, warnings).Follow(_clock, _config?.SamplingRate ?? 1);
        _track = new Track(id, content, (uint)config.SamplingRate, config);
        _config = config;
    }

    private readonly record struct Frame(AdtsHeader Header, ReadOnlyMemory<byte> Data, long? Stamp);
}
