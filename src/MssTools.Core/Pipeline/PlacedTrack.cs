using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// One track on the group's timeline, over all connections of its input. Holds one sample until the next one tells
/// how long it lasts.
/// </summary>
/// <param name="track">The track as the group knows it, whatever later connections call it.</param>
/// <param name="live">Null for a recorded input, whose times are taken as they are.</param>
/// <param name="meeting">Told when its clock was set.</param>
internal sealed class PlacedTrack(Track track, LiveInput? live, IRenditionMeeting meeting)
{
    /// <summary>A longer step back in time is not jitter but a broken input.</summary>
    private const long LongestStepBack = Timescale.Ticks;

    /// <summary>A live sample that would last longer is followed by a gap.</summary>
    private const long LongestHold = Timescale.Ticks;

    /// <summary>
    /// A source whose times go on in smaller steps than this did not set its clock: what lies far from the present is
    /// late, and stays together with the other track.
    /// </summary>
    private const long LongestDelay = 5 * Timescale.Ticks;

    /// <summary>Sync samples that are remembered: some ten seconds of sound.</summary>
    private const int MostRemembered = 512;

    private readonly Queue<int> _recent = new();
    private Track _track = track;
    private Track? _source;
    private CodecConfig? _reconfigured; // what players were not told at the start
    private Placement _placement;
    private Sample? _pending;
    private long _usualDuration = track.Config.UsualDuration;
    private long? _lastPlaced;
    private bool _resuming;
    private bool _follows; // while resuming: what was seen last is what is pending, so nothing lies between

    /// <summary>The track as the group knows it, with the latest decoder configuration.</summary>
    public Track Track => _track;

    /// <summary>Where the next sample may decode at the earliest.</summary>
    public long End => _pending is { } pending
        ? pending.DecodeTime + DurationOf(pending)
        : _placement.EarliestOf(_track.Kind) ?? long.MinValue;

    /// <summary>Where the samples of the latest connection lie.</summary>
    public Placement Placement => _placement;

    /// <summary>Says where the samples of a new connection lie.</summary>
    public void Connect(Placement placement)
    {
        _placement = placement;
        _resuming = _pending is not null;
        _follows = false;
        _lastPlaced = null;
    }

    /// <summary>True if a live sync sample was there before, in the last seconds.</summary>
    public bool Remembers(in Sample sample) => _recent.Contains(HashOf(sample));

    /// <summary>Takes a sample on its source's clock and gives the one before it on the group's timeline.</summary>
    /// <exception cref="MssException">MalformedInput: the time of a recorded input runs back.</exception>
    public Sample? Push(in Sample sample)
    {
        Follow(sample.Track);
        Sample next = Place(sample);
        bool isStep = Math.Abs(next.DecodeTime - (_lastPlaced ?? long.MinValue / 2)) > LongestDelay;
        _lastPlaced = next.DecodeTime;
        if (live is not null && !live.Clock.Accepts(next.DecodeTime) && isStep)
        {
            next = PlaceAnew(sample, next.DecodeTime);
            _lastPlaced = next.DecodeTime;
        }

        if (next.DecodeTime < _placement.EarliestOf(_track.Kind) || (_resuming && !Resumes(next)))
        {
            return null;
        }

        _resuming = false;
        Remember(sample);
        if (_pending is not { } pending)
        {
            _pending = next;
            return null;
        }

        CheckStep(pending, next.DecodeTime);
        long decode = Math.Max(next.DecodeTime, pending.DecodeTime + 1);
        long distance = decode - pending.DecodeTime;
        _pending = next with
        {
            DecodeTime = decode,
            Duration = next.Duration > 0 ? next.Duration : distance,
            CompositionOffset = next.CompositionOffset + next.DecodeTime - decode,
        };

        if (IsGap(distance))
        {
            return pending with { Duration = DurationOf(pending) };
        }

        _usualDuration = Math.Min(distance, LongestHold);
        return pending with { Duration = distance };
    }

    /// <summary>Gives the last sample, at the end of the input.</summary>
    public Sample? Flush()
    {
        Sample? last = _pending is { } pending ? pending with { Duration = LastDurationOf(pending) } : null;
        _pending = null;
        return last;
    }

    private static int HashOf(in Sample sample)
    {
        var hash = new HashCode();
        hash.AddBytes(sample.Data.ToMemory().Span);
        return hash.ToHashCode();
    }

    private void Remember(in Sample sample)
    {
        if (live is null || !sample.IsSync)
        {
            return;
        }

        _recent.Enqueue(HashOf(sample));
        if (_recent.Count > MostRemembered)
        {
            _recent.Dequeue();
        }
    }

    // Another connection makes other objects of the same track.
    private void Follow(Track source)
    {
        if (ReferenceEquals(source, _source))
        {
            return;
        }

        _source = source;
        if (!source.Config.IsSameAs(_track.Config))
        {
            _track = _track with { Config = source.Config };
            _reconfigured = source.Config;
        }
    }

    private Sample Place(in Sample sample)
    {
        uint timescale = sample.Track.Timescale;
        long decode = Timescale.Rescale(sample.DecodeTime, timescale, Timescale.Ticks);
        long duration = Timescale.Rescale(sample.EndTime, timescale, Timescale.Ticks) - decode;
        decode += _placement.Shift - (_track.Kind == MediaKind.Video ? _placement.VideoDelay : 0);
        return sample with
        {
            Track = _track,
            DecodeTime = decode,
            Duration = duration,
            CompositionOffset = PresentationOf(sample) + _placement.Shift - decode,
            Data = sample.IsSync && _reconfigured is not null ? _reconfigured.InBand(sample.Data) : sample.Data,
        };
    }

    // The source set its clock while the connection lasted. The other track comes to the same result when its samples
    // do the same.
    private Sample PlaceAnew(in Sample sample, long implausible)
    {
        meeting.Jumped(implausible);
        _placement = _placement with { Shift = live!.Clock.ShiftOf(PresentationOf(sample), End) };
        _follows |= !_resuming;
        _resuming = _pending is not null;
        return Place(sample);
    }

    // Servers send again what was sent on the connection before. Where the rest follows on that, nothing was lost;
    // otherwise, as behind an encoder that starts anew, decoding starts at a sync sample.
    private bool Resumes(in Sample next)
    {
        Sample pending = _pending!.Value;
        long end = End;
        long slack = DurationOf(pending) / 2;
        if (next.DecodeTime >= end - slack && (next.IsSync || (_follows && next.DecodeTime <= end + slack)))
        {
            return true;
        }

        _follows = Math.Abs(next.DecodeTime - pending.DecodeTime) <= slack
            && next.Data.ToMemory().Span.SequenceEqual(pending.Data.ToMemory().Span);
        return false;
    }

    private bool IsGap(long distance) =>
        live is { Gaps: GapPolicy.Skip } && distance > _usualDuration + LongestHold;

    // A source that jumps says that the sample before the jump lasts until after it.
    private long DurationOf(in Sample pending) =>
        pending.Duration > 0 && (live is null || pending.Duration <= LongestHold) ? pending.Duration : _usualDuration;

    private long LastDurationOf(in Sample pending) => live is null && pending.Duration == 0
        ? _track.Config.UsualDuration
        : DurationOf(pending);

    private void CheckStep(in Sample pending, long decode)
    {
        if (live is null && decode < pending.DecodeTime - LongestStepBack)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"The {_track.Kind} track's time runs back from {TimeSpan.FromTicks(pending.DecodeTime)} to "
                    + $"{TimeSpan.FromTicks(decode)}.");
        }
    }

    private static long PresentationOf(in Sample sample) => Timescale.Rescale(
        checked(sample.DecodeTime + sample.CompositionOffset), sample.Track.Timescale, Timescale.Ticks);
}
