namespace MssTools.Cmdlets;

/// <summary>
/// Listens to the events of one engine until it is told to end. A service that is lost is called again, after a second and then ever later, up to 30 seconds;
/// that it is lost and back are events as well, and the first one after that says that some were missed.
/// </summary>
/// <param name="service">The engine, as Connect-MSSService names it. It is looked up each time, so that another connection of the name serves.</param>
/// <param name="filter">Which events are wanted.</param>
/// <param name="raise">Told of each, one after the other, on a thread of the pool.</param>
internal sealed class EngineEvents(string service, Func<MssEvent, bool> filter, Action<MssEvent> raise)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _pause = s_firstPause;
    private long _missed;
    private bool _isLost;

    /// <summary>Ends when it listens for the first time; faults where that cannot be.</summary>
    public Task Listens => _listens.Task;

    /// <summary>Listens until the token is cancelled, or where the first attempt fails. Never faults.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await foreach (MssEvent happened in ServiceConnections.Find(service).WatchAsync(Found, end).ConfigureAwait(false))
                {
                    Take(happened);
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                _listens.TrySetCanceled(end);
            }
#pragma warning disable CA1031 // Nobody awaits this: who listens must be told that nothing is heard, whatever the reason.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                MssException failure = MssException.From(thrown);
                if (_listens.TrySetException(failure))
                {
                    return;
                }

                Lose(failure);
                await PauseAsync(end).ConfigureAwait(false);
            }
        }
    }

    private void Found()
    {
        _listens.TrySetResult();
        if (_isLost)
        {
            (_isLost, _pause) = (false, s_firstPause);
            _missed = Math.Max(1, _missed);
            Take(Own(MssEventKind.ServiceBack, $"The events of the service '{service}' are heard again; what happened meanwhile is not known."));
        }
    }

    private void Lose(MssException failure)
    {
        if (!_isLost)
        {
            _isLost = true;
            Take(Own(MssEventKind.ServiceLost, $"The events of the service '{service}' are heard no more; it is called again. {failure.Message}") with
            {
                ErrorCode = failure.Code,
            });
        }
    }

    // What is missed counts for the next one that is wanted.
    private void Take(MssEvent happened)
    {
        _missed += happened.Missed;
        if (filter(happened))
        {
            raise(happened with { Missed = _missed });
            _missed = 0;
        }
    }

    private MssEvent Own(MssEventKind kind, string message) => new() { Kind = kind, Service = service, Time = DateTimeOffset.UtcNow, Message = message };

    private async Task PauseAsync(CancellationToken end)
    {
        await Task.Delay(_pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
    }
}
