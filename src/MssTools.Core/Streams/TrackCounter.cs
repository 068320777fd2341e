using MssTools.Core.Media;
using MssTools.Core.Outputs;

namespace MssTools.Core.Streams;

/// <summary>Counts what is stored of one track.</summary>
/// <param name="track">The track with its bit rate.</param>
internal sealed class TrackCounter(RenditionTrack track)
{
    private long _fragments;
    private long _bytes;
    private long _duration;
    private CodecConfig _config = track.Track.Config;
    private long _bitrate = track.Bitrate;

    /// <summary>What it is to a viewer.</summary>
    public Content Content => track.Track.Content;

    /// <summary>True while nothing is stored.</summary>
    public bool IsEmpty => _fragments == 0;

    /// <summary>Notes a stored fragment; true if it has another decoder configuration than the one before.</summary>
    public bool Add(FragmentNotice fragment)
    {
        _fragments++;
        _bytes += fragment.Length;
        _duration += fragment.Time.Duration;
        bool isNew = !fragment.Track.Config.IsSameAs(_config);
        (_config, _bitrate) = (fragment.Track.Config, fragment.Bitrate);
        return isNew;
    }

    /// <summary>True if the fragment belongs to this track.</summary>
    public bool Counts(FragmentNotice fragment) => fragment.Track.Content == track.Track.Content;

    /// <summary>The figures as users see them.</summary>
    public MssTrack ToModel()
    {
        var video = _config as VideoConfig;
        var audio = _config as AudioConfig;
        return new MssTrack
        {
            Type = Content.NameOf(track.Track.Kind),
            Name = Content.Name,
            Language = Content.Language,
            FourCC = _config.FourCC,
            Codec = _config.Description,
            Bitrate = _bitrate,
            Width = video?.Width ?? 0,
            Height = video?.Height ?? 0,
            SamplingRate = audio?.SamplingRate ?? 0,
            Channels = audio?.Channels ?? 0,
            FragmentCount = _fragments,
            Bytes = _bytes,
            Duration = TimeSpan.FromTicks(_duration),
        };
    }
}
