using MssTools.Core.Inputs.Network;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>
/// Watches one connection while its reader is waited for: what counts is media, samples that come out of the reader, not
/// bytes, and samples whose times go on: a source whose clock stands brings nothing that can be published. Tells when none
/// come, and when they come again; ends the reading when the reader's patience is over.
/// </summary>
internal sealed class MediaWatch : IDisposable
{
    /// <summary>How long media may stay away without a word.</summary>
    public static readonly TimeSpan Notice = NetworkPatience.Silence;

    /// <summary>How slow the clock of a source may be, against this machine's.</summary>
    private const int SlowestClock = 10;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of a watch waits for what another thread is telling; telling takes microseconds.</summary>
    private static readonly TimeSpan s_lastWord = TimeSpan.FromSeconds(1);

    private readonly IMediaReader _reader;
    private readonly TimeProvider _time;
    private readonly IMediaWatcher _watcher;
    private readonly Lock _lock = new();
    private readonly Queue<MssException?> _untold = []; // null: media are there
    private readonly CancellationTokenSource _cut;
    private readonly ITimer _timer;
    private long _since;
    private long? _received;
    private bool _waits;
    private bool _isFound;
    private bool _isMissed;
    private int? _teller; // the thread that tells
    private MediaProgress _progress = new();
    private TimeSpan _waited;

    /// <summary>Starts to watch; nothing is missed before the first wait.</summary>
    /// <param name="reader">The connection's reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="watcher">Told when there are no media, and when they come.</param>
    /// <param name="stop">Ends the reading, too.</param>
    public MediaWatch(IMediaReader reader, TimeProvider time, IMediaWatcher watcher, CancellationToken stop)
    {
        (_reader, _time, _watcher) = (reader, time, watcher);
        _cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = time.CreateTimer(
            static state => ((MediaWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(s_look, s_look);
    }

    /// <summary>Cancelled when the patience is over or the stream is stopped.</summary>
    public CancellationToken Token => _cut.Token;

    /// <summary>Why the reading was ended; null where it was not.</summary>
    public MssException? GivenUp { get; private set; }

    /// <summary>The reader is asked for its next sample.</summary>
    public void Wait()
    {
        long? received = _reader.Received;
        lock (_lock)
        {
            (_waits, _since, _received) = (true, _time.GetTimestamp(), received);
        }
    }

    /// <summary>The reader has answered. What its samples wait for further on is not its fault.</summary>
    /// <param name="sample">Null at the end of the connection.</param>
    public void Answered(in Sample? sample)
    {
        TimeSpan patience = _reader.Patience;
        lock (_lock)
        {
            _waits = false;
            _waited += _time.GetElapsedTime(_since);
            if (sample is { } next)
            {
                _progress.Note(next);
                CheckClock(patience);
                if (!_isFound)
                {
                    (_isFound, _isMissed) = (true, false);
                    _untold.Enqueue(null);
                }
            }
        }

        Tell();
    }

    /// <summary>
    /// Ends the watch. Nothing more is told, so that the next connection's watch has the last word; a watcher that does not come back
    /// is not waited for longer than a second.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _waits = false;
            _untold.Clear();
        }

        SpinWait.SpinUntil(() => !IsOtherTelling(), s_lastWord);

        _timer.Dispose();
        _cut.Dispose();
    }

    private void Look()
    {
        (long? received, TimeSpan patience) = (_reader.Received, _reader.Patience);
        lock (_lock)
        {
            TimeSpan missed = _waits ? _time.GetElapsedTime(_since) : TimeSpan.Zero;
            if (missed >= Notice && !_isMissed)
            {
                (_isFound, _isMissed) = (false, true);
                _untold.Enqueue(NoMedia(missed, received));
            }

            if (patience != Timeout.InfiniteTimeSpan && missed >= patience)
            {
                (_waits, GivenUp) = (false, NoMedia(missed, received));
                _ = _cut.CancelAsync(); // on another thread: it may close sockets and kill a child
            }
        }

        Tell();
    }

    // Who comes while another one tells leaves his news to that one, so that the last that is told is how it is.
    private void Tell()
    {
        while (TryTakeNews(out MssException? failure))
        {
            try
            {
                if (failure is null)
                {
                    _watcher.Found();
                }
                else
                {
                    _watcher.Missing(failure);
                }
            }
            finally
            {
                lock (_lock)
                {
                    _teller = null;
                }
            }
        }
    }

    private bool TryTakeNews(out MssException? failure)
    {
        lock (_lock)
        {
            failure = null;
            if (_teller is not null || !_untold.TryDequeue(out failure))
            {
                return false;
            }

            _teller = Environment.CurrentManagedThreadId;
            return true;
        }
    }

    private bool IsOtherTelling()
    {
        lock (_lock)
        {
            return _teller is { } thread && thread != Environment.CurrentManagedThreadId;
        }
    }

    // Counted over a patience at a time, and only while the reader was waited for.
    private void CheckClock(TimeSpan patience)
    {
        if (patience == Timeout.InfiniteTimeSpan || _waited < patience)
        {
            return;
        }

        TimeSpan passed = TimeSpan.FromTicks(_progress.Ticks);
        if (passed < _waited / SlowestClock && GivenUp is null)
        {
            GivenUp = new MssException(
                MssError.SourceFailed,
                $"The input's clock stands still: its times went on by {passed.TotalSeconds:0.0} s in {_waited.TotalSeconds:0} s.",
                "Restart the encoder; its time stamps must count in real time.");
            _ = _cut.CancelAsync();
        }

        (_waited, _progress) = (TimeSpan.Zero, new MediaProgress());
    }

    private MssException NoMedia(TimeSpan missed, long? received)
    {
        string came = received is { } now && _received is { } before
            ? now > before ? $"{now - before} bytes came with no frame in them" : "not a byte came"
            : "the sender is there, but sends no frame";
        return new MssException(
            MssError.SourceFailed,
            $"The input brings no media: for {missed.TotalSeconds:0} s, {came}.",
            "Check that the sender has picture or sound, and that nothing between it and this machine holds it back.");
    }
}
