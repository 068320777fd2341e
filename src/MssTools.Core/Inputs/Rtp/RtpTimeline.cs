namespace MssTools.Core.Inputs.Rtp;

/// <summary>Takes the wraps out of a stream's 32-bit timestamps.</summary>
internal sealed class RtpTimeline
{
    private long? _last;

    /// <summary>The time that a timestamp means, in its own ticks: of all that it can mean, the nearest to the last.</summary>
    public long Next(uint timestamp)
    {
        long time = Map(timestamp);
        _last = time;
        return time;
    }

    /// <summary>The same for a moment that is not the stream's next: the timeline stays where it is.</summary>
    public long Map(uint timestamp)
    {
        long last = _last ??= timestamp;
        return last + (int)(timestamp - (uint)last);
    }
}
