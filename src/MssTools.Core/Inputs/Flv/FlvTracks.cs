using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>Makes samples of FLV tags or of RTMP messages: the video track and those of audio on one clock.</summary>
internal sealed class FlvTracks
{
    /// <summary>Timestamp ticks per second in FLV.</summary>
    public const int Timescale = 1000;

    /// <summary>Tracks of sound that are taken; senders number them up to 255.</summary>
    private const int MostSounds = 32;

    private const int FirstAudioId = 2;

    private readonly FlvVideoTrack _video;
    private readonly SortedDictionary<int, FlvAudioTrack> _audio = []; // by number in Enhanced RTMP; 0 where there is one
    private readonly Queue<Sample> _output = new();
    private readonly HashSet<Content> _announced = [];
    private readonly List<FlvAudioPacket> _packets = [];
    private readonly MediaTimeline _timeline = new(bits: 32, Timescale);
    private readonly InputWarnings _warnings;
    private FlvMetadata? _metadata;
    private bool _isAudioExpected;

    /// <summary>Starts with no configuration.</summary>
    /// <param name="warnings">Told of what cannot be packaged or timed, or is left out.</param>
    public FlvTracks(InputWarnings warnings)
    {
        _warnings = warnings;
        _video = new FlvVideoTrack(_timeline.AddTrack(), warnings);
    }

    /// <summary>See <see cref="IMediaReader.Announced"/>.</summary>
    public IReadOnlySet<Content> Announced => _announced;

    /// <summary>Takes what the input's header says that it has.</summary>
    public void Announce(MediaKind kind)
    {
        if (kind == MediaKind.Video)
        {
            _announced.Add(AvcCodec.Instance.Content);
        }
        else
        {
            ExpectAudio();
        }
    }

    /// <summary>Takes a tag; <see cref="TryTake"/> gives audio of this tag and video of an earlier one.</summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: video that was of another codec from the start.</exception>
    public void Push(FlvTag tag)
    {
        switch (tag.Type)
        {
            case FlvTagType.Audio when !tag.Data.IsEmpty: // empty ones keep a connection alive
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
        foreach (FlvAudioTrack audio in _audio.Values)
        {
            Push(audio, null, 0);
        }

        PushVideo(null);
        foreach (FlvAudioTrack audio in _audio.Values)
        {
            audio.End();
        }

        _video.Flush(_output);
        bool hasSound = _audio.Values.Any(audio => audio.Refusal is null);
        if (!_video.HasBegun && !hasSound && _audio.Values.FirstOrDefault()?.Refusal is { } refusal)
        {
            throw new MssException(refusal.Code, refusal.Message, refusal.RecommendedAction, refusal);
        }
    }

    // The only one is named by what the metadata say, which come first, or by nothing.
    private void ExpectAudio()
    {
        _isAudioExpected = true;
        if (_audio.Count == 0)
        {
            _announced.RemoveWhere(content => content.Kind == MediaKind.Audio);
            _announced.Add(NameSound(0));
        }
    }

    private void TakeMetadata(FlvMetadata metadata)
    {
        // What it says of the tracks holds until it says something else.
        if (metadata.TellsTracks)
        {
            _metadata = metadata with { SamplingRate = metadata.SamplingRate ?? _metadata?.SamplingRate };
        }

        if (_audio.TryGetValue(0, out FlvAudioTrack? audio))
        {
            audio.SamplingRate = metadata.SamplingRate ?? audio.SamplingRate;
        }

        if (metadata.HasAvc)
        {
            _announced.Add(AvcCodec.Instance.Content);
        }

        if (_audio.Count == 0 && (metadata.HasAac || _isAudioExpected))
        {
            ExpectAudio();
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
                _announced.Add(AvcCodec.Instance.Content);
            }
        }
        catch (MssException failure) when (IsDamage(failure, _video.IsProven))
        {
            _video.Lose(); // it was fine before: a damaged tag, without which what follows cannot be decoded
            _warnings.Add($"The picture is left out in parts: {failure.Message}");
        }
    }

    private void PushAudio(FlvTag tag)
    {
        try
        {
            FlvAudioPacket.Read(tag, _packets);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            _warnings.Add($"The audio is left out in parts: {failure.Message}");
        }

        foreach (FlvAudioPacket packet in _packets)
        {
            if (TrackOf(packet.Track) is { Refusal: null } audio)
            {
                Push(audio, packet, tag.Timestamp);
                if (audio.Refusal is null && tag.Data.Length > 1)
                {
                    _announced.Add(audio.Content);
                }
            }
        }
    }

    private FlvAudioTrack? TrackOf(int number)
    {
        if (_audio.TryGetValue(number, out FlvAudioTrack? known))
        {
            return known;
        }

        if (_audio.Count == MostSounds)
        {
            _warnings.Add($"Sound of track {number} is left out: {MostSounds} tracks of sound are taken.");
            return null;
        }

        string name = number == 0 ? "The sound" : $"The sound of track {number}";
        var track = new FlvAudioTrack(FirstAudioId + number, NameSound(number), name, _timeline.AddTrack(), _warnings)
        {
            SamplingRate = number == 0 ? _metadata?.SamplingRate : null,
        };
        _audio.Add(number, track);
        return track;
    }

    // Tracks begin in any order, and have the same names each time.
    private Content NameSound(int track)
    {
        if (_metadata?.Languages is not { } languages || !languages.TryGetValue(track, out string? language))
        {
            return Content.Sound(AacCodec.Instance.Name, number: track + 1);
        }

        return Content.Sound(AacCodec.Instance.Name, language, number: 1 + languages.Count(other => other.Key < track && other.Value == language));
    }

    // Null at the end: what waits for the next packet to prove its time.
    private void Push(FlvAudioTrack audio, FlvAudioPacket? next, uint timestamp)
    {
        try
        {
            if (next is { } packet)
            {
                audio.Push(packet, timestamp, _output);
            }
            else
            {
                audio.EndProof(_output);
            }
        }
        catch (MssException failure) when (failure.Code is MssError.Unsupported or MssError.MalformedInput)
        {
            Refuse(audio, failure);
        }
    }

    // Video is worth having without its sound.
    private void Refuse(FlvAudioTrack audio, MssException failure)
    {
        bool isDamage = IsDamage(failure, audio.IsProven);
        audio.Refusal ??= isDamage ? null : failure;
        _warnings.Add($"The audio is left out{(isDamage ? " in parts" : "")}: {failure.Message}");
        if (!isDamage)
        {
            _announced.Remove(audio.Content);
        }
    }

    private static bool IsDamage(MssException failure, bool wasFine) =>
        failure.Code == MssError.MalformedInput || (wasFine && failure.Code == MssError.Unsupported);
}
