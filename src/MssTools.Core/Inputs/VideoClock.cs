using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>
/// Holds one video sample back until its successor tells how long it lasts. The last one lasts as long as the one
/// before it.
/// </summary>
/// <param name="timescale">Ticks per second of the times.</param>
internal sealed class VideoClock(int timescale)
{
    private readonly long _longestReturn = 10L * timescale; // what a damaged time of a gap's size costs at most

    private Sample? _held;
    private long? _before; // decode time of the sample before the one that is held
    private long _lastDuration;
    private long? _usualDuration;

    private long UsualDuration => _usualDuration ?? timescale / 25;

    /// <summary>Takes a sample and gives the one before it, now with its duration.</summary>
    /// <remarks>
    /// A decode time that does not increase becomes the next tick, without moving the presentation time.
    /// </remarks>
    public Sample? Push(Sample next)
    {
        if (_held is not { } held)
        {
            _held = next;
            return null;
        }

        if (next.DecodeTime < held.DecodeTime - timescale && !(next.DecodeTime <= _before))
        {
            // It alone leapt forward: its timestamp was damaged.
            long time = _before + UsualDuration ?? Math.Max(next.DecodeTime - UsualDuration, 0);
            held = held with { DecodeTime = Math.Min(time, next.DecodeTime - 1) };
        }
        else if (next.DecodeTime < held.DecodeTime - _longestReturn)
        {
            next = next with { DecodeTime = held.DecodeTime + UsualDuration }; // no time of this stream
        }

        long begin = Math.Max(next.DecodeTime, held.DecodeTime + 1);
        _held = next with { DecodeTime = begin, CompositionOffset = next.CompositionOffset + next.DecodeTime - begin };
        _lastDuration = begin - held.DecodeTime;
        _usualDuration = _lastDuration <= timescale ? _lastDuration : _usualDuration;
        _before = held.DecodeTime;
        return held with { Duration = _lastDuration };
    }

    /// <summary>Adds bytes to the sample that is held: the second field of its frame.</summary>
    public void Append(ReadOnlyMemory<byte> data) =>
        _held = _held is { } held ? held with { Data = new Payload((byte[])[.. held.Data.ToMemory().Span, .. data.Span]) } : null;

    /// <summary>Gives the last sample at the end of the input.</summary>
    public Sample? Flush()
    {
        Sample? last = _held is { } held ? held with { Duration = _lastDuration } : null;
        _held = null;
        return last;
    }
}
