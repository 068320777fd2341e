using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>Makes samples of FLV tags or of RTMP messages: the video and the audio track on one clock.</summary>
internal sealed class FlvTracks
{
    /// <summary>Timestamp ticks per second in FLV.</summary>
    public const int Timescale = 1000;

    private readonly FlvVideoTrack _video;
    private readonly FlvAudioTrack _audio;
    private readonly Queue<Sample> _output = new();
    private readonly HashSet<MediaKind> _announced = [];

    private readonly InputWarnings _warnings;
    private MssException? _audioRefusal;

    /// <summary>Starts with no configuration.</summary>
    /// <param name="warnings">Told of what cannot be packaged or timed, or is left out.</param>
    public FlvTracks(InputWarnings warnings)
    {
        _warnings = warnings;
        var timeline = new MediaTimeline(bits: 32, Timescale);
        _video = new FlvVideoTrack(timeline.AddTrack(), warnings);
        _audio = new FlvAudioTrack(timeline.AddTrack(), warnings);
    }

    /// <summary>See <see cref="IMediaReader.Announced"/>.</summary>
    public IReadOnlySet<MediaKind> Announced => _announced;

    /// <summary>Takes what the input's header says that it has.</summary>
    public void Announce(MediaKind kind) => _announced.Add(kind);

    /// <summary>Takes a tag; <see cref="TryTake"/> gives audio of this tag and video of an earlier one.</summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: video that was of another codec from the start.</exception>
    public void Push(FlvTag tag)
    {
        switch (tag.Type)
        {
            case FlvTagType.Audio when _audioRefusal is null:
                PushAudio(tag);
                break;
            case FlvTagType.Video:
                PushVideo(tag);
                break;
            case FlvTagType.Script:
                TakeMetadata(FlvMetadata.Read(tag.Data.Span));
                break;
            case FlvTagType.Damaged:
                _warnings.Add($"The input is damaged: {tag.Data.Length} bytes at {tag.Timestamp / 1000} s are no tags. They are left out.");
                Lose();
                break;
        }
    }

    /// <summary>Gives the next sample that is ready; false where there is none.</summary>
    public bool TryTake(out Sample sample) => _output.TryDequeue(out sample);

    /// <summary>Says that tags are missing here.</summary>
    public void Lose() => _video.Lose();

    /// <summary>Makes the samples that were held back ready, at the end of the input.</summary>
    /// <exception cref="MssException">Unsupported: there was only audio, and of another codec.</exception>
    public void Flush()
    {
        PushAudio(null);
        PushVideo(null);
        _audio.End();
        _video.Flush(_output);
        if (!_video.HasBegun && _audioRefusal is { } refusal)
        {
            throw new MssException(refusal.Code, refusal.Message, refusal.RecommendedAction, refusal);
        }
    }

    private void TakeMetadata(FlvMetadata metadata)
    {
        _audio.SamplingRate = metadata.SamplingRate ?? _audio.SamplingRate;
        if (metadata.HasAvc)
        {
            _announced.Add(MediaKind.Video);
        }

        if (metadata.HasAac && _audioRefusal is null)
        {
            _announced.Add(MediaKind.Audio);
        }
    }

    // Null at the end: what waits for the next tag to prove its time.
    private void PushVideo(FlvTag? next)
    {
        try
        {
            if (next is not { } tag)
            {
                _video.EndProof(_output);
                return;
            }

            _video.Push(tag, _output);
            if (tag.IsSequenceHeader || tag.IsKeyframe)
            {
                _announced.Add(MediaKind.Video);
            }
        }
        catch (MssException failure) when (IsDamage(failure, _video.IsProven))
        {
            _video.Lose(); // it was fine before: a damaged tag, without which what follows cannot be decoded
            _warnings.Add($"The picture is left out in parts: {failure.Message}");
        }
    }

    // Video is worth having without its sound.
    private void PushAudio(FlvTag? next)
    {
        try
        {
            if (next is not { } tag)
            {
                _audio.EndProof(_output);
                return;
            }

            _audio.Push(tag, _output);
            if (tag.Data.Length > 1)
            {
                _announced.Add(MediaKind.Audio);
            }
        }
        catch (MssException failure) when (failure.Code is MssError.Unsupported or MssError.MalformedInput)
        {
            bool isDamage = IsDamage(failure, _audio.IsProven);
            _audioRefusal = isDamage ? null : failure;
            _warnings.Add($"The audio is left out{(isDamage ? " in parts" : "")}: {failure.Message}");
            if (!isDamage)
            {
                _announced.Remove(MediaKind.Audio);
            }
        }

    }

    private static bool IsDamage(MssException failure, bool wasFine) =>
        failure.Code == MssError.MalformedInput || (wasFine && failure.Code == MssError.Unsupported);
}
