using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>
/// Makes the samples of an H.264 track, one after the other, of what tables and fragments say. The pictures themselves
/// decide where decoding may start, how their NAL units stand, and whether their parameter sets are new.
/// </summary>
/// <param name="track">The track as the first moov describes it.</param>
/// <param name="warnings">Takes what is not as described.</param>
internal sealed class VideoSamples(MovieTrack track, InputWarnings warnings)
{
    private readonly AvcSampleFormat _format = new(track.Name, warnings);
    private readonly AvcRandomAccess _access = new(track.Name, track.Media.Timescale, warnings);
    private long _empty;
    private string? _warning;
    private SampleEntry? _entry;
    private Track? _current;

    /// <summary>Says that samples are missing here.</summary>
    public void Lose() => _access.Lose();

    /// <summary>Says that no sample follows.</summary>
    public void End() => _access.End();

    /// <summary>
    /// Makes a sample, or one for each access unit where it holds several; none where it is left out, which is counted.
    /// </summary>
    /// <param name="described">The track by the moov that describes this sample.</param>
    /// <param name="descriptor">Times of the presentation.</param>
    /// <param name="payload">Its bytes as the container holds them; read only as far as the heads of its NAL units.</param>
    /// <param name="output">Takes them.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported or SourceFailed.</exception>
    public void Make(MovieTrack described, in SampleDescriptor descriptor, Payload payload, Queue<Sample> output)
    {
        SampleEntry entry = described.EntryOf(descriptor);
        if (!ReferenceEquals(entry, _entry))
        {
            _entry = entry;
            _format.Announce(entry.Avc!);
        }

        AvcSample sample = _format.Read(payload);
        if (!sample.IsWhole || !_format.HasSeveral)
        {
            Take(described, entry, sample, descriptor, descriptor.IsSync, output);
            return;
        }

        IReadOnlyList<Payload> units = _format.Split(payload);
        long duration = descriptor.Duration;
        for (int i = 0; i < units.Count; i++)
        {
            long begin = duration * i / units.Count;
            SampleDescriptor own = descriptor with
            {
                DecodeTime = descriptor.DecodeTime + begin,
                Duration = (uint)(duration * (i + 1) / units.Count - begin),
            };
            Take(described, entry, _format.Read(units[i]), own, i == 0 ? descriptor.IsSync : null, output);
        }
    }

    private void Take(
        MovieTrack described, SampleEntry entry, in AvcSample sample, in SampleDescriptor descriptor, bool? isMarked, Queue<Sample> output)
    {
        if (!sample.IsWhole || !sample.Picture.IsThere)
        {
            if (sample.IsWhole)
            {
                CountEmpty();
            }
            else if (!sample.Picture.IsThere || sample.Picture.IsReference)
            {
                _access.Lose();
            }

            return;
        }

        VideoConfig? config = _format.ToConfig();
        bool isSync = _access.IsSync(sample.Picture.Start, config is not null, descriptor.DecodeTime, isMarked);
        if (_access.IsWaiting)
        {
            return;
        }

        if (isSync || _current is null)
        {
            Configure(described, entry, config!);
        }

        output.Enqueue(new Sample(
            _current!,
            descriptor.DecodeTime,
            descriptor.Duration,
            descriptor.CompositionOffset,
            isSync,
            _format.ToPayload(sample, isSync)));
    }

    private void CountEmpty()
    {
        _empty++;
        string what = _empty == 1 ? "1 sample holds no picture, and is" : $"{_empty} samples hold no picture, and are";
        _warning = warnings.Replace(_warning, $"{track.Name}: {what} left out.");
    }

    private void Configure(MovieTrack described, SampleEntry entry, VideoConfig config)
    {
        if (_current?.Config.PrivateData.Span.SequenceEqual(config.PrivateData.Span) == true)
        {
            return;
        }

        int index = described.Entries.TakeWhile(other => !ReferenceEquals(other, entry)).Count();
        _current = described.Tracks[index] is { } announced && announced.Config.PrivateData.Span.SequenceEqual(config.PrivateData.Span)
            ? announced
            : new Track(track.Number, Content.Video, track.Media.Timescale, config, described.AverageBitrate);
    }
}
