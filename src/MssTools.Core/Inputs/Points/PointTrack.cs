using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Points;

/// <summary>What becomes of a fragment.</summary>
internal enum PointVerdict
{
    /// <summary>It is the first of its time.</summary>
    Taken,

    /// <summary>It is taken, and begins a new timeline: its encoder's clock has begun anew.</summary>
    Restarted,

    /// <summary>It is there already.</summary>
    Duplicate,

    /// <summary>Its time lies behind what is there.</summary>
    Late,
}

/// <summary>A track of a point, whoever sends it: the same name and bit rate. Not thread-safe.</summary>
/// <param name="name">What encoders call it.</param>
/// <param name="bitrate">Bits per second; 0: not stated.</param>
/// <param name="description">As the first POST described it.</param>
internal sealed class PointTrack(string name, long bitrate, PostedTrack description)
{
    private const int MostRecent = 64;
    private const long Tolerance = 10 * Timescale.Millisecond; // clocks of a millisecond round

    private readonly Queue<(long Time, ulong Hash)> _recent = [];
    private readonly Dictionary<PointSender, long> _activity = [];
    private long? _end;
    private long _taken; // time stamp of the latest

    /// <summary>What encoders call it.</summary>
    public string Name => name;

    /// <summary>Bits per second; 0: not stated.</summary>
    public long Bitrate => bitrate;

    /// <summary>As it is described now.</summary>
    public PostedTrack Description { get; set; } = description;

    /// <summary>The rendition that it is part of; null: none yet, or it came too late.</summary>
    public PointRendition? Rendition { get; set; }

    /// <summary>True when its last sender ended in order.</summary>
    public bool HasEnded { get; set; }

    /// <summary>End of the latest fragment on the encoder's timeline, in 100 ns ticks; null: there was none.</summary>
    public long? End => _end;

    /// <summary>True where another sender has sent it a moment ago.</summary>
    public bool WasSentByOther(PointSender sender, long now, TimeProvider time) =>
        _activity.Any(other => other.Key != sender && !other.Key.IsOver && time.GetElapsedTime(other.Value, now) < PostLimits.ActiveTime);

    /// <summary>The same, where that one is known to go on beside this one.</summary>
    public bool IsSentByOther(PointSender sender, long now, TimeProvider time) =>
        _activity.Any(other => other.Key != sender && other.Key.IsAliveBeside(sender) && time.GetElapsedTime(other.Value, now) < PostLimits.ActiveTime);

    /// <summary>Forgets a sender.</summary>
    public void Leave(PointSender sender) => _activity.Remove(sender);

    /// <summary>Decides about a fragment, and notes it.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="sender">Who brings it.</param>
    /// <param name="time">The clock.</param>
    public PointVerdict Judge(PointFragment fragment, PointSender sender, TimeProvider time)
    {
        long start = fragment.Time.Time;
        long? before = sender.Note(this, fragment.Time.End);
        if (start < before - Tolerance)
        {
            return PointVerdict.Late;
        }

        long now = time.GetTimestamp();
        if (_end is not { } end || start >= end - Tolerance)
        {
            Note(fragment, sender, now);
            return PointVerdict.Taken;
        }

        if (IsSentByOther(sender, now, time) || IsThere(fragment, isBehind: before is not null) || (before is not null && IsActive(now, time)))
        {
            return PointVerdict.Duplicate;
        }

        Restart();
        Note(fragment, sender, now);
        return PointVerdict.Restarted;
    }

    /// <summary>Forgets what was there: the encoder's clock has begun anew.</summary>
    public void Restart()
    {
        _recent.Clear();
        _end = null;
    }

    // An encoder that is behind another one has the same times and, often, other bytes; one whose clock began anew may have the same times.
    private bool IsThere(PointFragment fragment, bool isBehind) =>
        _recent.Any(known => Math.Abs(known.Time - fragment.Time.Time) <= Tolerance && (isBehind || known.Hash == fragment.Hash));

    // One that is behind catches up when the other one has gone; who does not in so long has another clock.
    private bool IsActive(long now, TimeProvider time) => time.GetElapsedTime(_taken, now) < PostLimits.ActiveTime;

    private void Note(PointFragment fragment, PointSender sender, long now)
    {
        _taken = now;
        _activity[sender] = now;
        _end = fragment.Time.End;
        HasEnded = false;
        _recent.Enqueue((fragment.Time.Time, fragment.Hash));
        if (_recent.Count > MostRecent)
        {
            _recent.Dequeue();
        }
    }
}
