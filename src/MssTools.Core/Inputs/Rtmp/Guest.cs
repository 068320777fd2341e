using System.Net;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>A connection to a port: how far its introduction has come, and what it may still cost.</summary>
internal sealed class Guest : IDisposable
{
    private readonly Places _places;
    private readonly TimeProvider _time;
    private readonly WorkShare _share;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private int _bytes;
    private int _messages;
    private MssException? _reason;

    /// <summary>Made by <see cref="Places.Enter"/>.</summary>
    /// <param name="places">Where it has its place.</param>
    /// <param name="address">Where it comes from, as it is counted.</param>
    /// <param name="threads">What it does its work on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends all connections.</param>
    public Guest(
        Places places, IPAddress address, IngestThreads threads, TimeProvider time, CancellationToken stop)
    {
        (_places, Address, _time, Since) = (places, address, time, time.GetTimestamp());
        _share = new WorkShare(threads, time);
        _limit = new CancellationTokenSource(IngestLimits.Introduction, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, stop);
        Stop = _either.Token;
    }

    /// <summary>Where it comes from, as it is counted.</summary>
    public IPAddress Address { get; }

    /// <summary>When it came, as a timestamp of the clock.</summary>
    public long Since { get; }

    /// <summary>How far it has come. Changed by its own loop.</summary>
    public Introduction Stage { get; private set; }

    /// <summary>What it publishes, counted by the places.</summary>
    public int Publications { get; set; }

    /// <summary>Cancelled when it has to go.</summary>
    public CancellationToken Stop { get; }

    /// <summary>True where it has to go, and not because all have to.</summary>
    public bool IsOut => _limit.IsCancellationRequested;

    /// <summary>Why it has to go.</summary>
    public MssException Reason => Volatile.Read(ref _reason) ?? new MssException(
        MssError.TimedOut,
        $"The client did not publish within {IngestLimits.Introduction.TotalSeconds:0} s.",
        "Check what connects to the port.");

    /// <summary>True where it has had time enough to introduce itself while others wait for its place.</summary>
    public bool HasHadItsGrace => _time.GetElapsedTime(Since) >= IngestLimits.Grace;

    /// <inheritdoc cref="WorkShare.WhenToRead"/>
    public Task? WhenToRead(bool isDrained) => _share.WhenToRead(isDrained);

    /// <summary>Counts bytes that came; the result is to be awaited before they are looked at.</summary>
    public TurnQueue.Turn Take(int bytes)
    {
        if (Publications == 0)
        {
            _bytes += bytes;
            if (_bytes > IngestLimits.MostStrangerBytes)
            {
                ShowOut(SentTooMuch($"{IngestLimits.MostStrangerBytes / 1024} KiB"));
            }
        }

        return _share.Spend(bytes, messages: 0);
    }

    /// <summary>Counts messages that came; false where it has to go.</summary>
    public bool TryHear(int messages)
    {
        if (Publications == 0)
        {
            _messages += messages;
            if (_messages > IngestLimits.MostStrangerMessages)
            {
                ShowOut(SentTooMuch($"{IngestLimits.MostStrangerMessages} messages"));
            }
        }

        return !IsOut;
    }

    /// <summary>Counts messages that are about to be handled; the result is to be awaited before they are.</summary>
    public TurnQueue.Turn Handle(int messages) => _share.Spend(bytes: 0, messages);

    /// <summary>Notes how far it has come. While it is decided about, its time stands still.</summary>
    public void Reach(Introduction stage)
    {
        Stage = stage;
        if (stage == Introduction.Deciding)
        {
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Makes a publisher of it.</summary>
    /// <exception cref="MssException">Unsupported: too much is being published, in all or by its address.</exception>
    /// <exception cref="OperationCanceledException">It had to go meanwhile.</exception>
    public void Welcome()
    {
        _limit.Token.ThrowIfCancellationRequested(); // Stop is told a moment later
        _places.Welcome(this);
        _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        _share.IsStranger = false;
    }

    /// <summary>Notes that it publishes one stream less. After the last it is a stranger, and has to introduce itself anew.</summary>
    public void Unpublish()
    {
        _places.Unpublish(this);
        if (Publications == 0)
        {
            (Stage, _share.IsStranger, _bytes, _messages) = (Introduction.Connected, true, 0, 0);
            _limit.CancelAfter(IngestLimits.Introduction);
        }
    }

    /// <summary>Ends the connection.</summary>
    /// <param name="reason">The first one is kept.</param>
    public void ShowOut(MssException reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        _ = _limit.CancelAsync(); // what is cancelled runs elsewhere: the caller may hold a lock
    }

    /// <summary>Gives its place away.</summary>
    public void Dispose()
    {
        _places.Leave(this);
        _either.Dispose();
        _limit.Dispose();
    }

    private static MssException SentTooMuch(string most) => new(
        MssError.MalformedInput,
        $"The client sent more than {most} and published nothing.",
        "Check what connects to the port; it must publish over RTMP.");
}
