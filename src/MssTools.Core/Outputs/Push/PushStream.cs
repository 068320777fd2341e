using MssTools.Core.Iso;

namespace MssTools.Core.Outputs.Push;

/// <summary>
/// One POST of a push over all its connections ([MS-SSTR] 3.3): an empty POST that asks, then the header and the fragments as they come,
/// and the end. An asynchronous loop; it holds no thread.
/// </summary>
internal sealed class PushStream
{
    private const int MostRedirects = 5;
    private const int SmallestSendBuffer = 16 * 1024;
    private const int LargestSendBuffer = 1024 * 1024;

    private static readonly TimeSpan s_shortestStall = TimeSpan.FromSeconds(10);

    /// <summary>How long what waits may still be sent when its inputs have ended.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(20);

    private readonly Uri _address;
    private readonly PushAccess _access;
    private readonly PushDefinition _push;
    private readonly int _timescale;
    private readonly IPushWatcher _watcher;
    private readonly TimeProvider _time;
    private readonly TimeSpan _stall;
    private readonly RetryPauses _pauses;
    private readonly List<PushTrack> _tracks = [];
    private readonly Lock _lock = new();
    private Uri? _redirected;
    private byte[] _header = [];
    private MssException? _error;
    private MssPushState _state;
    private volatile bool _isSuspended;
    private long _fragments;
    private long _bytes;
    private long _dropped;
    private long _connections;
    private long _connected; // time stamp

    /// <summary>Nothing is sent before <see cref="RunAsync"/>.</summary>
    /// <param name="id">What stands in <c>Streams(id)</c>.</param>
    /// <param name="address">Where to.</param>
    /// <param name="access">With what.</param>
    /// <param name="definition">The group.</param>
    /// <param name="watcher">Told of what is sent and dropped.</param>
    /// <param name="time">The clock.</param>
    public PushStream(string id, Uri address, PushAccess access, StreamDefinition definition, IPushWatcher watcher, TimeProvider time)
    {
        (Id, _address, _access, _push, _timescale, _watcher, _time) = (id, address, access, definition.Push, definition.TimeScale, watcher, time);
        _stall = definition.FragmentLength * 2 > s_shortestStall ? definition.FragmentLength * 2 : s_shortestStall;
        _pauses = new RetryPauses(TimeSpan.FromSeconds(_push.RetryInterval));
        Spool = new Spool(TimeSpan.FromSeconds(_push.SpoolDuration).Ticks, Dropped);
    }

    /// <summary>What stands in <c>Streams(id)</c>.</summary>
    public string Id { get; }

    /// <summary>The streams of the whole presentation, if it is to be listed.</summary>
    public IReadOnlyList<string>? Presentation { get; set; }

    /// <summary>The fragments that wait.</summary>
    public Spool Spool { get; }

    /// <summary>Adds a track, before any fragment of it.</summary>
    public PushTrack Add(RenditionTrack track)
    {
        lock (_lock)
        {
            var added = new PushTrack((uint)_tracks.Count + 1, track);
            _tracks.Add(added);
            _header = [];
            return added;
        }
    }

    /// <summary>Sends until the end is told, or it fails for good. Never faults.</summary>
    /// <param name="stop">Ends it at once; what waits is dropped.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenRegistration stopping = stop.Register(end.Cancel);
        try
        {
            Task sending = SendAllAsync(end.Token);
            await Task.WhenAny(sending, Spool.Completed).ConfigureAwait(false);
            end.CancelAfter(s_farewell);
            await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Enter(MssPushState.Failed, Error ?? new MssException(
                MssError.TimedOut, $"The push to '{Shown}' did not end in time; what waited is not sent.", "Check the publishing point."));
        }
#pragma warning disable CA1031 // Whatever it is, it is the end of this POST alone.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            Enter(MssPushState.Failed, new MssException(
                MssError.Internal, $"The push to '{Shown}' has failed: {bug.GetType().Name}: {bug.Message}", "Report it; start the group anew.", bug));
        }
        finally
        {
            Spool.Close();
        }
    }

    /// <summary>The end that comes is not that of the broadcast, and the point is not told of one.</summary>
    public void Suspend() => _isSuspended = true;

    /// <summary>What users see.</summary>
    public MssPushConnection ToModel()
    {
        int spooled = Spool.Count;
        lock (_lock)
        {
            return new MssPushConnection
            {
                StreamId = Id,
                Address = Shown,
                State = _state,
                FragmentCount = _fragments,
                Bytes = _bytes,
                SpooledFragmentCount = spooled,
                DroppedFragmentCount = _dropped,
                ReconnectCount = Math.Max(0, _connections - 1),
                LastError = _error?.Message,
            };
        }
    }

    /// <summary>What is wrong with it now; null: nothing.</summary>
    public MssException? Error
    {
        get
        {
            lock (_lock)
            {
                return _error;
            }
        }
    }

    private Uri Current => _redirected ?? _address;

    private string Shown => PushDefinition.Shown(Current);

    private async Task SendAllAsync(CancellationToken stop)
    {
        while (await NextAsync(stop).ConfigureAwait(false))
        {
            // It goes on.
        }
    }

    // One connection, and what follows from its end. False: there is no other.
    private async Task<bool> NextAsync(CancellationToken stop)
    {
        await Spool.WaitAsync().WaitAsync(stop).ConfigureAwait(false);
        if (Spool.IsOver && Volatile.Read(ref _connections) == 0)
        {
            Enter(MssPushState.Ended, null); // nothing ever came
            return false;
        }

        PushOutcome outcome = await AttemptAsync(stop).ConfigureAwait(false);
        switch (outcome.End)
        {
            case PushEnd.Done:
                Enter(MssPushState.Ended, null);
                return false;
            case PushEnd.HeaderChanged:
                return true;
            case PushEnd.TimesBehind:
                Spool.Forget();
                break;
        }

        Enter(outcome.End == PushEnd.Refused ? MssPushState.Refused : MssPushState.Retrying, outcome.Error);
        TimeSpan pause = _pauses.Next(outcome.End);
        if (_push.RetryCount >= 0 && _pauses.Failures > _push.RetryCount)
        {
            if (_push.RestartDelay is not { } delay)
            {
                Enter(MssPushState.Failed, outcome.Error);
                return false;
            }

            _pauses.Reset();
            pause = TimeSpan.FromSeconds(delay);
        }

        return await PauseAsync(pause, outcome, stop).ConfigureAwait(false);
    }

    // When the inputs have ended there is one more attempt at once, but none where somebody has to see to it first.
    private async Task<bool> PauseAsync(TimeSpan pause, PushOutcome outcome, CancellationToken stop)
    {
        bool wasOver = Spool.Completed.IsCompleted && outcome.End != PushEnd.Refused;
        var waits = Task.Delay(pause, _time, stop);
        await (await Task.WhenAny(wasOver ? waits : Spool.Completed, waits).ConfigureAwait(false)).ConfigureAwait(false);
        if (Spool.Completed.IsCompleted && outcome.End == PushEnd.Refused)
        {
            Enter(MssPushState.Failed, outcome.Error);
            return false;
        }

        return true;
    }

    private async Task<PushOutcome> AttemptAsync(CancellationToken stop)
    {
        Enter(MssPushState.Connecting, Error);
        try
        {
            if (await ProbeAsync(stop).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }

            using PostExchange exchange =
                await PostExchange.OpenAsync(Current, _access, hasBody: true, _push.ExpectContinue, SendBuffer(), _stall, _time, stop).ConfigureAwait(false);
            Interlocked.Increment(ref _connections);
            _connected = _time.GetTimestamp();
            if (_push.ExpectContinue)
            {
                await exchange.AwaitContinueAsync(stop).ConfigureAwait(false);
            }

            return await SendAsync(exchange, stop).ConfigureAwait(false) ?? OfAnswer(await exchange.Answer.WaitAsync(stop).ConfigureAwait(false), isEnd: false);
        }
        catch (IOException failure)
        {
            return PushOutcome.Lost(Shown, failure);
        }
        catch (InvalidOperationException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }

    // No answer is sure to come before the end of a long body, so a wrong address or password shows here (RFC 9110 9.3.3).
    private async Task<PushOutcome?> ProbeAsync(CancellationToken stop)
    {
        _redirected = null;
        for (int redirects = 0; ; redirects++)
        {
            using PostExchange exchange =
                await PostExchange.OpenAsync(Current, _access, hasBody: false, expects: false, SmallestSendBuffer, _stall, _time, stop).ConfigureAwait(false);
            HttpAnswer answer = await exchange.AnswerInTimeAsync(stop).ConfigureAwait(false);
            if (answer.Status is not (301 or 302 or 307 or 308) || redirects == MostRedirects || RedirectOf(answer) is not { } next)
            {
                return answer.Status is >= 200 and < 300 ? null : OfAnswer(answer, isEnd: true);
            }

            _redirected = next;
        }
    }

    // From https to http nobody is led.
    private Uri? RedirectOf(HttpAnswer answer) =>
        Uri.TryCreate(Current, answer.Location, out Uri? next)
        && (next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && Current.Scheme == Uri.UriSchemeHttp))
            ? next
            : null;

    // Null: the server answered, or hung up, before the end.
    private async Task<PushOutcome?> SendAsync(PostExchange exchange, CancellationToken stop)
    {
        byte[] header = Header();
        if (!await exchange.TryWriteChunkAsync(header, stop).ConfigureAwait(false))
        {
            return null;
        }

        Spool.Rewind();
        Enter(MssPushState.Sending, Error);
        while (true)
        {
            await Task.WhenAny(Spool.WaitAsync(), exchange.Answer).WaitAsync(stop).ConfigureAwait(false);
            if (exchange.Answer.IsCompleted)
            {
                return null;
            }

            if (Spool.TryTake() is not { } fragment)
            {
                if (Spool.IsOver)
                {
                    return await EndAsync(exchange, stop).ConfigureAwait(false);
                }

                continue;
            }

            if (IsOtherThan(header, fragment))
            {
                Spool.Return(fragment);
                Spool.Forget(); // of another configuration
                await exchange.EndAsync(stop).ConfigureAwait(false);
                return PushOutcome.HeaderChanged;
            }

            if (!await TrySendAsync(exchange, fragment, stop).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async Task<bool> TrySendAsync(PostExchange exchange, PushFragment fragment, CancellationToken stop)
    {
        bool isSent = false;
        try
        {
            isSent = await exchange.TryWriteAsync(fragment.Wire, stop).ConfigureAwait(false);
        }
        finally
        {
            if (isSent)
            {
                Sent(fragment);
            }
            else if (exchange.Answer is { IsCompletedSuccessfully: true, Result.Status: 409 })
            {
                Spool.Lose(fragment); // sent again it would be refused again
            }
            else
            {
                Spool.Return(fragment);
            }
        }

        return isSent;
    }

    private async Task<PushOutcome> EndAsync(PostExchange exchange, CancellationToken stop)
    {
        if (_push.EventStopBehavior == EventStopBehavior.SendEos && !_isSuspended)
        {
            var writer = new BoxWriter(capacity: 8);
            MfraBox.WriteEmpty(writer);
            await exchange.TryWriteChunkAsync(writer.Written, stop).ConfigureAwait(false);
        }

        return OfAnswer(await exchange.EndAsync(stop).ConfigureAwait(false), isEnd: true);
    }

    // A second of the stream: so much is less than the two fragments that are sent again, and ten times its rate at a round trip of 100 ms.
    private int SendBuffer()
    {
        lock (_lock)
        {
            return (int)Math.Clamp(_tracks.Sum(track => track.Bitrate) / 8, SmallestSendBuffer, LargestSendBuffer);
        }
    }

    private PushOutcome OfAnswer(HttpAnswer answer, bool isEnd) => PushOutcome.Of(Shown, answer, isEnd);

    private byte[] Header()
    {
        lock (_lock)
        {
            return _header = _header.Length == 0 ? PushHeader.Write(_tracks, _timescale, Presentation) : _header;
        }
    }

    // A codec that changed, or a track that joined, makes another header.
    private bool IsOtherThan(byte[] header, PushFragment fragment)
    {
        lock (_lock)
        {
            if (!fragment.Notice.Track.Config.IsSameAs(fragment.Track.Config))
            {
                fragment.Track.Config = fragment.Notice.Track.Config;
                _header = [];
            }

            return _header != header;
        }
    }

    private void Sent(PushFragment fragment)
    {
        bool isNew = !fragment.WasSent;
        lock (_lock)
        {
            _fragments += isNew ? 1 : 0;
            _bytes += fragment.Notice.Length;
            _error = null;
        }

        if (_time.GetElapsedTime(_connected) >= _stall)
        {
            _pauses.Reset(); // a fragment on its way proves nothing yet
        }

        Spool.Sent(fragment);
        if (isNew)
        {
            _watcher.Sent(fragment);
        }
    }

    private void Dropped(PushFragment fragment)
    {
        Interlocked.Increment(ref _dropped);
        _watcher.Dropped(fragment, Error ?? new MssException(
            MssError.SinkFailed,
            $"'{Shown}' does not take the stream in time.",
            "Check the way to the publishing point, lower the bit rate, or give a longer -SpoolDuration."));
    }

    private void Enter(MssPushState state, MssException? error)
    {
        bool isNew;
        lock (_lock)
        {
            isNew = _error is null && error is not null;
            (_state, _error) = (state, error);
        }

        if (isNew)
        {
            _watcher.Troubled(error!);
        }
    }
}
