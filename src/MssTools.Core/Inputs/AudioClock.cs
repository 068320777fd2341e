using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>
/// Times AAC frames by counting samples, which has none of the jitter of coarse timestamps. Where the timestamps say on
/// average that the source's sample clock is fast or slow, the count follows them by single samples, up to 122 ppm. It
/// is set anew when a timestamp is further away than the tolerance.
/// </summary>
/// <remarks>
/// A step back is made in half frames, so time never decreases and nothing is dropped. A frame's duration stays what
/// it decodes to: a gap shows as a later start of the next frame.
/// </remarks>
/// <param name="samplingRate">Ticks per second of the times.</param>
/// <param name="samplesPerFrame">Ticks of one frame.</param>
/// <param name="tolerance">Ticks that a timestamp may be off without a gap or an overlap.</param>
/// <param name="warnings">Told once when the count was set anew.</param>
internal sealed class AudioClock(int samplingRate, int samplesPerFrame, int tolerance, InputWarnings warnings)
{
    /// <summary>Frames over which the distance to the timestamps is averaged.</summary>
    private const int Averaged = 64;

    /// <summary>Frames per sample of correction: a 1/8 of a sample in 1024 is 122 ppm.</summary>
    private const int FramesPerStep = 8;

    // Below this, the distance is that of rounded timestamps.
    private readonly long _slack = samplingRate / 500;
    private long _distances; // the average, times Averaged
    private int _frames;
    private bool _leapt;
    private long? _next;

    /// <summary>Takes over where the clock of another configuration stands.</summary>
    public AudioClock Follow(AudioClock? other, int otherRate)
    {
        _next = other?._next is { } time ? Timescale.Rescale(time, otherRate, samplingRate) : null;
        return this;
    }

    /// <summary>Time of the next frame, or null before the first timestamp.</summary>
    /// <param name="timestamp">The frame's timestamp where the container has one.</param>
    /// <param name="timescale">Ticks per second of the timestamp.</param>
    public long? Next(long? timestamp, int timescale)
    {
        if (timestamp is { } stamped)
        {
            long exact = Timescale.Rescale(stamped, timescale, samplingRate);
            long counted = _next ?? exact;
            bool leaps = Math.Abs(exact - counted) > samplingRate;
            if (leaps && !_leapt && _next is not null)
            {
                _leapt = true; // a damaged timestamp, unless the next one says the same
                _next = counted + samplesPerFrame;
                return counted;
            }

            _leapt = false;
            if (Math.Abs(exact - counted) <= tolerance)
            {
                _next = counted + Correction(exact - counted);
            }
            else
            {
                _next = Math.Max(exact, counted - samplesPerFrame / 2);
                _distances = 0;
                warnings.Add("The times of the audio jump against its samples: frames are missing, or the source's sample "
                    + "clock is off by more than 122 ppm.");
            }
        }

        long? time = _next;
        _next += samplesPerFrame;
        return time;
    }

    private int Correction(long distance)
    {
        _distances += distance - _distances / Averaged;
        long average = _distances / Averaged;
        return ++_frames % FramesPerStep == 0 && Math.Abs(average) > _slack ? Math.Sign(average) : 0;
    }
}
