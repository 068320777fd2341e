using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// Opens the input of a stream: waits until it is there, and a live one again and again, with pauses that grow while
/// it fails. Owns the reader that is open; there is never more than one.
/// </summary>
/// <param name="status">Told of every connection, of why it ended, and of why there is none.</param>
/// <param name="away">Told when a connection that was there is lost.</param>
/// <param name="findInput">The input by now, or null while it is not named.</param>
/// <param name="open">Opens an input; null while it is not there.</param>
/// <param name="patience">How long an input that is not there is waited for; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
/// <param name="keepAlive">True to connect again when a live input ends or fails.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends waiting and reading.</param>
internal sealed class InputConnections(
    StreamStatus status,
    Action away,
    Func<NamedInput?> findInput,
    Func<NamedInput, CancellationToken, IMediaReader?> open,
    TimeSpan patience,
    bool keepAlive,
    TimeProvider time,
    CancellationToken stop)
    : IDisposable
{
    /// <summary>How often a missing input is looked for.</summary>
    private static readonly TimeSpan s_lookOut = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1); // as the reference server
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    // A connection that lasted so long was a good one: the next failure is a new one.
    private static readonly TimeSpan s_goodConnection = TimeSpan.FromSeconds(10);

    // Disposes the reader before when the next one is opened, and each of them once, whoever ends it.
    private readonly SerialDisposable _reader = new();

    private TimeSpan _pause = s_firstPause;
    private bool _wasGood;

    /// <summary>Opens the first connection; null when the stream was stopped before.</summary>
    /// <exception cref="MssException">The input is there but cannot be packaged.</exception>
    public Connection? Open() => Open(patience, stop);

    /// <summary>
    /// The samples of the first connection and, for a live input that is kept alive, of all that follow. Reads on the
    /// subscriber's thread; completes when the input ended for good. Who disposes the subscription ends the reading.
    /// </summary>
    /// <remarks>
    /// A live reader is disposed as soon as its connection is over: its samples are in memory. A recorded one may give
    /// ranges of its file, which are read until the last fragment is written; it lives as long as this object.
    /// </remarks>
    public IObservable<InputConnection> From(Connection first) =>
        Observable.Create<InputConnection>(connections =>
        {
            // The reading begins when the whole chain of subscriptions stands, so that its end can be told to it.
            var left = new CancellationDisposable();
            IDisposable reading = CurrentThreadScheduler.Instance.Schedule(() => Read(first, connections, left.Token));
            return StableCompositeDisposable.Create(left, reading);
        });

    /// <summary>Closes what is open. Not before the last sample is written, and not while somebody reads.</summary>
    public void Dispose() => _reader.Dispose();

    // Patience is for the first connection: a live input that was there is called again for ever, as KeepAlive says.
    private Connection? Open(TimeSpan patience, CancellationToken end)
    {
        long start = time.GetTimestamp();
        MssException? absence = null;
        while (!end.IsCancellationRequested)
        {
            if (absence is not null && patience != Timeout.InfiniteTimeSpan && time.GetElapsedTime(start) >= patience)
            {
                throw new MssException(
                    MssError.TimedOut, $"{absence.Message} It was waited for, {patience.TotalSeconds:0.#} s.", absence.RecommendedAction);
            }

            TimeSpan left = patience == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : patience - time.GetElapsedTime(start);
            NamedInput? input = findInput();
            try
            {
                if (input is not null && TryOpen(input, end) is { } connection)
                {
                    return connection;
                }

                absence = AbsentInput.Explain(status.Name, input);
                status.Awaits(absence);
                Sleep(Shorter(s_lookOut, left), end);
            }
            catch (MssException failure) when (
                keepAlive && input is not null && MayComeBack(failure, input) && SourceFactory.IsAddress(input.Source))
            {
                absence = failure;
                status.Unreached(failure, _pause);
                Pause(left, end);
            }
        }

        return null;
    }

    private Connection? TryOpen(NamedInput input, CancellationToken end)
    {
        status.Opens(input);
        if (OpenNoticed(input, end) is not { } reader)
        {
            return null;
        }

        _reader.Disposable = reader;
        status.Opened(input.Definition.Loop ? null : reader.Duration, () => reader.Warnings, () => reader.Losses);
        return new Connection(reader, input);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other > TimeSpan.Zero ? other : TimeSpan.Zero;

    // Who waits for an answer that does not come sees that before it is given up. A call may take its time.
    private IMediaReader? OpenNoticed(NamedInput input, CancellationToken end)
    {
        if (SourceFactory.WaitsForCall(input.Source))
        {
            return open(input, end);
        }

        using ITimer notice = time.CreateTimer(
            _ => status.Missing(new MssException(
                MssError.SourceFailed,
                $"'{SourceSecrets.Shown(input.Source)}' is being opened since "
                    + $"{MediaWatch.Notice.TotalSeconds:0} s: no media begin.",
                "Check the address, and that what answers there has the stream.")),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        notice.Change(MediaWatch.Notice, Timeout.InfiniteTimeSpan);
        return open(input, end);
    }

    private void Read(Connection first, IObserver<InputConnection> connections, CancellationToken left)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, left);
        CancellationToken end = either.Token;
        for (Connection? next = first; next is not null;)
        {
            Connection connection = next;
            bool again = keepAlive && connection.Reader.IsLive;
            connection.Opened = time.GetTimestamp();
            IObservable<Sample> samples = SamplesOf(connection, end);
            connections.OnNext(new InputConnection(
                again ? samples.Catch((MssException failure) => Forgive(connection, failure)) : samples,
                () => connection.Reader.Announced));
            if (!again || end.IsCancellationRequested || (connection.Failure is { } last && !MayComeBack(last, connection.Input)))
            {
                break;
            }

            next = Reopen(connection, end);
        }

        connections.OnCompleted();
    }

    // A live input that is kept alive ends like a file; another connection follows.
    private IObservable<Sample> Forgive(Connection connection, MssException failure)
    {
        connection.Failure = failure;
        _wasGood |= time.GetElapsedTime(connection.Opened) >= s_goodConnection;
        return MayComeBack(failure, connection.Input) ? Observable.Empty<Sample>() : Observable.Throw<Sample>(failure);
    }

    // A connection after the first one is Running when its media come: who is given up as silent may be silent again.
    private IObservable<Sample> SamplesOf(Connection connection, CancellationToken end)
    {
        IMediaReader reader = connection.Reader;
        if (!reader.IsLive && reader.Patience == Timeout.InfiniteTimeSpan)
        {
            status.Found();
            return reader.ToObservable(connection.Input.Definition.Loop, end); // a file
        }

        IObservable<Sample> watched = Observable.Using(
            () => new MediaWatch(reader, time, status, end),
            watch => reader.ToObservable(connection.Input.Definition.Loop, end, watch));
        return reader.IsLive ? Observable.Using(Lease, _ => watched) : watched;
    }

    private IDisposable Lease() => Disposable.Create(_reader, static open => open.Disposable = Disposable.Empty);

    private Connection? Reopen(Connection lost, CancellationToken end)
    {
        TimeSpan lasted = time.GetElapsedTime(lost.Opened);
        if (lasted >= s_goodConnection)
        {
            _wasGood = true;
            _pause = s_firstPause;
        }

        // A server that hangs up at once, in order or not, must not be called hundreds of times a second. Encoders come to us.
        bool pauses = lost.Failure is not null || (lasted < s_goodConnection && !lost.Input.IsPublished);
        status.Lost(lost.Failure, pauses ? _pause : null);
        away();
        if (pauses)
        {
            Pause(TimeSpan.MaxValue, end);
        }

        return Open(Timeout.InfiniteTimeSpan, end);
    }

    // Another attempt would meet again what never was good. A server that served us may do so again, whatever it says
    // meanwhile, and the next encoder that comes to us may be set up better than this one.
    private bool MayComeBack(MssException failure, NamedInput input) => _wasGood || input.IsPublished || failure.Code is not (
        MssError.Unsupported or MssError.NotImplemented or MssError.NotFound or MssError.InvalidSetting or MssError.AccessDenied);

    private void Pause(TimeSpan atMost, CancellationToken end)
    {
        Sleep(Shorter(_pause, atMost), end);
        _pause = _pause * 2 > s_longestPause ? s_longestPause : _pause * 2;
    }

    private void Sleep(TimeSpan length, CancellationToken end) => Task.Delay(length, time, end).ContinueWith(
        static _ => { },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default).Wait(CancellationToken.None);

    /// <summary>An opened input.</summary>
    /// <param name="reader">Reads it; the connections' to dispose.</param>
    /// <param name="input">What it was opened for.</param>
    internal sealed class Connection(IMediaReader reader, NamedInput input)
    {
        public IMediaReader Reader => reader;

        public NamedInput Input => input;

        /// <summary>Time stamp of when its samples were asked for.</summary>
        public long Opened { get; set; }

        /// <summary>What ended it; null where it goes on or ended in order.</summary>
        public MssException? Failure { get; set; }
    }
}
