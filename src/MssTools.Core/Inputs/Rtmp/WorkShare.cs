namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// A connection's fair share of threads. Its loop never ends where bytes are always there, so it has to give its thread away
/// by itself.
/// </summary>
/// <param name="threads">Shared with all others.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkShare(IngestThreads threads, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private int _bytes;
    private int _bytesBefore;
    private int _messages;

    /// <summary>True at first. What strangers send is worked on in their queue alone.</summary>
    public bool IsStranger { get; set; } = true;

    /// <summary>
    /// When the connection should read on; null: now. Who sends more than a turn's worth, or has more there, is not kept
    /// waiting.
    /// </summary>
    /// <param name="isDrained">True where the last read took all that was there.</param>
    public Task? WhenToRead(bool isDrained) =>
        IsStranger || !isDrained || Math.Max(_bytes, _bytesBefore) > IngestLimits.TurnBytes ? null : threads.Ticks.Next();

    /// <summary>Counts work that is about to be done; the result is to be awaited before it is.</summary>
    /// <param name="bytes">Bytes that came.</param>
    /// <param name="messages">Messages to be handled.</param>
    public TurnQueue.Turn Spend(int bytes, int messages)
    {
        if (IsStranger)
        {
            return threads.Strangers.Next();
        }

        if (time.GetElapsedTime(_since) >= IngestLimits.TurnTime)
        {
            (_since, _bytesBefore, _bytes, _messages) = (time.GetTimestamp(), _bytes, 0, 0);
        }

        // Once over a limit, every further bit of work of this time has a turn of its own.
        _bytes = Math.Min(_bytes + bytes, int.MaxValue / 2);
        _messages += messages;
        return _bytes > IngestLimits.TurnBytes || _messages > IngestLimits.TurnMessages ? threads.Publishers.Next() : default;
    }
}
