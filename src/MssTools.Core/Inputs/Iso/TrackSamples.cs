using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Makes the samples of one track, one after the other, of what tables and fragments say and of what its codec finds.</summary>
/// <param name="track">The track as the first moov describes it.</param>
/// <param name="warnings">Takes what is not as described.</param>
internal sealed class TrackSamples(MovieTrack track, InputWarnings warnings)
{
    private readonly PayloadReader _payloads = track.Codec.ReadPayloads(track.Name, track.Media.Timescale, warnings);
    private readonly Queue<AccessUnit> _units = new();
    private SampleEntry? _entry;
    private CodecConfig? _config;
    private Track? _current;

    /// <summary>Says that samples are missing here.</summary>
    public void Lose() => _payloads.Lose();

    /// <summary>Says that no sample follows.</summary>
    public void End() => _payloads.End();

    /// <summary>
    /// Makes a sample, or one for each access unit where it holds several; none where it is left out, which is counted.
    /// </summary>
    /// <param name="described">The track by the moov that describes this sample.</param>
    /// <param name="descriptor">Times of the presentation.</param>
    /// <param name="payload">Its bytes as the container holds them; read only as far as the codec needs.</param>
    /// <param name="output">Takes them.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported or SourceFailed.</exception>
    public void Make(MovieTrack described, in SampleDescriptor descriptor, Payload payload, Queue<Sample> output)
    {
        SampleEntry entry = described.EntryOf(descriptor);
        if (!ReferenceEquals(entry, _entry))
        {
            _entry = entry;
            _payloads.Announce(entry.Header);
        }

        _payloads.Read(payload, descriptor.DecodeTime, descriptor.Duration, descriptor.IsSync, _units);
        while (_units.TryDequeue(out AccessUnit unit))
        {
            if (!ReferenceEquals(unit.Config, _config))
            {
                Configure(described, entry, unit.Config);
            }

            output.Enqueue(new Sample(
                _current!, unit.DecodeTime, unit.Duration, descriptor.CompositionOffset, unit.IsSync, unit.Data));
        }
    }

    private void Configure(MovieTrack described, SampleEntry entry, CodecConfig config)
    {
        _config = config;
        if (_current?.Config.IsSameAs(config) == true)
        {
            return;
        }

        int index = described.Entries.TakeWhile(other => !ReferenceEquals(other, entry)).Count();
        _current = described.Tracks[index] is { } announced && announced.Config.IsSameAs(config)
            ? announced
            : new Track(track.Number, track.Content, track.Media.Timescale, config, described.AverageBitrate) { StatedBitrate = track.StatedBitrate };
    }
}
