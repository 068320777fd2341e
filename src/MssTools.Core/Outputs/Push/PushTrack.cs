using MssTools.Core.Media;

namespace MssTools.Core.Outputs.Push;

/// <summary>A track of one POST.</summary>
/// <param name="trackId">Its number there, from 1.</param>
/// <param name="track">What it is in the group.</param>
internal sealed class PushTrack(uint trackId, RenditionTrack track)
{
    private uint _sequence;

    /// <summary>Its number in the POST.</summary>
    public uint TrackId => trackId;

    /// <summary>What it shows.</summary>
    public Content Content => track.Track.Content;

    /// <summary>Bits per second.</summary>
    public long Bitrate => track.Bitrate;

    /// <summary>Number of its rendition in the group.</summary>
    public int Rendition => track.Rendition;

    /// <summary>What decoders must know from here on. The header of a POST tells it.</summary>
    public CodecConfig Config { get; set; } = track.Track.Config;

    /// <summary>Number of its next fragment, from 1 (mfhd.sequence_number).</summary>
    public uint NextSequence() => ++_sequence;
}
