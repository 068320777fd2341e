namespace MssTools.Core.Pipeline;

/// <summary>
/// How long the first samples of an input are held for tracks that its container announced and that have not begun.
/// Whichever bound comes first ends the wait; none of them is media time, which a source can let stand still.
/// </summary>
/// <param name="Wait">Wall time from the first sample on; <see cref="Timeout.InfiniteTimeSpan"/>: no bound.</param>
/// <param name="MostBytes">Bytes of samples in memory; of a range of a file only its description counts.</param>
/// <param name="Time">The clock.</param>
internal sealed record TrackPatience(TimeSpan Wait, long MostBytes, TimeProvider Time)
{
    private const long LiveBytes = 64L * 1024 * 1024;
    private const long RecordedBytes = 256L * 1024 * 1024;

    /// <summary>A live input goes on without what does not come.</summary>
    public static TrackPatience Live(TimeSpan wait, TimeProvider time) => new(wait, LiveBytes, time);

    /// <summary>A file is read ahead as far as memory allows: nothing of it is lost by waiting.</summary>
    public static TrackPatience Recorded(TimeProvider time) => new(Timeout.InfiniteTimeSpan, RecordedBytes, time);

    /// <summary>True when the wait is over.</summary>
    /// <param name="since">Timestamp of the first sample.</param>
    /// <param name="bytes">Bytes held in memory.</param>
    public bool IsOver(long since, long bytes) =>
        bytes >= MostBytes || (Wait != Timeout.InfiniteTimeSpan && Time.GetElapsedTime(since) >= Wait);
}
