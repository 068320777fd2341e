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

    private readonly IMediaReader _reader;
    private readonly TimeProvider _time;
    private readonly Action<MssException> _missing;
    private readonly Action _found;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cut;
    private readonly ITimer _timer;
    private long _since;
    private long? _received;
    private bool _waits;
    private bool _isFound;
    private bool _isTold;
    private MediaProgress _progress = new();
    private TimeSpan _waited;

    /// <summary>Starts to watch; nothing is missed before the first wait.</summary>
    /// <param name="reader">The connection's reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="missing">Told once why there are no media, on a timer's thread.</param>
    /// <param name="found">Told when they come, at first and after they were missed, on the reader's thread.</param>
    /// <param name="stop">Ends the reading, too.</param>
    public MediaWatch(
        IMediaReader reader,
        TimeProvider time,
        Action<MssException> missing,
        Action found,
        CancellationToken stop)
    {
        (_reader, _time, _missing, _found) = (reader, time, missing, found);
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
        lock (_lock)
        {
            (_waits, _since, _received) = (true, _time.GetTimestamp(), _reader.Received);
        }
    }

    /// <summary>The reader has answered. What its samples wait for further on is not its fault.</summary>
    /// <param name="sample">Null at the end of the connection.</param>
    public void Answered(in Sample? sample)
    {
        lock (_lock)
        {
            _waits = false;
            _waited += _time.GetElapsedTime(_since);
            if (sample is { } next)
            {
                _progress.Note(next);
                CheckClock();
                if (!_isFound)
                {
                    (_isFound, _isTold) = (true, false);
                    _found();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _waits = false;
        }

        _timer.Dispose();
        _cut.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            TimeSpan missed = _waits ? _time.GetElapsedTime(_since) : TimeSpan.Zero;
            if (missed >= Notice && !_isTold)
            {
                (_isFound, _isTold) = (false, true);
                _missing(NoMedia(missed));
            }

            if (_reader.Patience != Timeout.InfiniteTimeSpan && missed >= _reader.Patience)
            {
                (_waits, GivenUp) = (false, NoMedia(missed));
                _ = _cut.CancelAsync(); // on another thread: it may close sockets and kill a child
            }
        }
    }

    // Counted over a patience at a time, and only while the reader was waited for.
    private void CheckClock()
    {
        if (_reader.Patience == Timeout.InfiniteTimeSpan || _waited < _reader.Patience)
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

    private MssException NoMedia(TimeSpan missed)
    {
        string came = _reader.Received is { } now && _received is { } before
            ? now > before ? $"{now - before} bytes came with no frame in them" : "not a byte came"
            : "the sender is there, but sends no frame";
        return new MssException(
            MssError.SourceFailed,
            $"The input brings no media: for {missed.TotalSeconds:0} s, {came}.",
            "Check that the sender has picture or sound, and that nothing between it and this machine holds it back.");
    }
}
