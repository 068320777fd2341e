using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>Makes samples of FLV tags or of RTMP messages: the video and the audio track on one clock.</summary>
internal sealed class FlvTracks
{
    /// <summary>Timestamp ticks per second in FLV.</summary>
    public const int Timescale = 1000;

    private readonly FlvVideoTrack _video;
    private readonly FlvAudioTrack _audio;

    private readonly InputWarnings _warnings;
    private MssException? _audioRefusal;
    private bool _hasAudio;
    private bool _hasVideo;

    /// <summary>Starts with no configuration.</summary>
    /// <param name="warnings">Told of audio that cannot be packaged or timed.</param>
    public FlvTracks(InputWarnings warnings)
    {
        _warnings = warnings;
        var timeline = new MediaTimeline(bits: 32, Timescale);
        _video = new FlvVideoTrack(timeline.AddTrack());
        _audio = new FlvAudioTrack(timeline.AddTrack(), warnings);
    }

    /// <summary>Takes a tag. What it gives is audio of this tag or video of an earlier one.</summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: video that was of another codec from the start.</exception>
    public Sample? Push(FlvTag tag)
    {
        if (tag.Type == FlvTagType.Audio && _audioRefusal is null)
        {
            return PushAudio(tag);
        }

        return tag.Type == FlvTagType.Video ? PushVideo(tag) : null;
    }

    /// <summary>Gives the sample that was held back, at the end of the input.</summary>
    /// <exception cref="MssException">Unsupported: there was only audio, and of another codec.</exception>
    public Sample? Flush()
    {
        Sample? last = _video.Flush();
        return last is null && !_hasVideo && _audioRefusal is { } refusal
            ? throw new MssException(refusal.Code, refusal.Message, refusal.RecommendedAction, refusal)
            : last;
    }

    private Sample? PushVideo(FlvTag tag)
    {
        try
        {
            Sample? sample = _video.Push(tag);
            _hasVideo |= sample is not null;
            return sample;
        }
        catch (MssException failure) when (_hasVideo && failure.Code == MssError.Unsupported)
        {
            _video.SkipToSync(); // it was fine before: a damaged tag, without which what follows cannot be decoded
            _warnings.Add($"The picture is left out in parts: {failure.Message}");
            return null;
        }
    }

    // Video is worth having without its sound.
    private Sample? PushAudio(FlvTag tag)
    {
        try
        {
            Sample? sample = _audio.Push(tag);
            _hasAudio |= sample is not null;
            return sample;
        }
        catch (MssException failure) when (failure.Code == MssError.Unsupported)
        {
            _audioRefusal = _hasAudio ? null : failure; // it was fine before: a damaged tag
            _warnings.Add($"The audio is left out{(_hasAudio ? " in parts" : "")}: {failure.Message}");
            return null;
        }
    }
}
