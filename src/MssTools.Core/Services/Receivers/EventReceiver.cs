using System.Globalization;
using MssTools.Core.Streams;

namespace MssTools.Core.Services.Receivers;

/// <summary>
/// A webhook or a file that gets events: they wait in a queue of a thousand, the oldest of which are dropped, and go out one after the other. What is lost is
/// counted, and said in the next event.
/// </summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    /// <summary>How long what waits may still go out at the end.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly EventReceiverDefinition _definition;
    private readonly IEventTarget _target;
    private readonly EventHub _events;
    private readonly TimeProvider _time;
    private readonly EventHub.Listener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly string _series = Guid.NewGuid().ToString("N");
    private readonly Lock _lock = new();
    private readonly Task _run;
    private MssReceiverState _state;
    private DateTimeOffset? _lastSent;
    private string? _lastError;
    private long _number;
    private long _sent;
    private long _failed;
    private long _lost; // since it took one

    /// <summary>Listens from here on.</summary>
    /// <param name="definition">What the user said.</param>
    /// <param name="target">Where events go; disposed with this.</param>
    /// <param name="events">Where they are from.</param>
    /// <param name="time">The clock.</param>
    public EventReceiver(EventReceiverDefinition definition, IEventTarget target, EventHub events, TimeProvider time)
    {
        (_definition, _target, _events, _time) = (definition, target, events, time);
        _listener = events.Listen(definition.Filter.ToPredicate());
        _run = Task.Run(RunAsync);
    }

    /// <summary>What the user said.</summary>
    public EventReceiverDefinition Definition => _definition;

    /// <summary>Ends it; what waits has two seconds. Never faults.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Complete();
        await Task.WhenAny(_run, Task.Delay(s_farewell, _time, CancellationToken.None)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _target.Dispose();
        _stop.Dispose();
    }

    /// <summary>What users see.</summary>
    public MssEventReceiver ToModel()
    {
        lock (_lock)
        {
            return new MssEventReceiver
            {
                Name = _definition.Name,
                Target = TargetOf(_definition),
                Filter = _definition.Filter,
                State = _state,
                SentCount = _sent,
                FailedCount = _failed,
                DroppedCount = _listener.Dropped,
                WaitingCount = _listener.Waiting,
                LastSentTime = _lastSent,
                LastError = _lastError,
            };
        }
    }

    /// <summary>Where events of a receiver go, as people may see it.</summary>
    public static string TargetOf(EventReceiverDefinition definition) =>
        definition.Uri is { } uri ? LocalStreamRegistry.Shown(uri.OriginalString) : definition.Path ?? "";

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await DeliverAsync(await _listener.NextAsync(_stop.Token).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // It is ended.
        }
        finally
        {
            _listener.Dispose();
        }
    }

    private async Task DeliverAsync(MssEvent happened)
    {
        happened = happened with { Missed = happened.Missed + _lost };
        try
        {
            _number++;
            await _target.DeliverAsync(
                happened, string.Create(CultureInfo.InvariantCulture, $"{_series}_{_number}"), Retry, _stop.Token).ConfigureAwait(false);
            _lost = 0;
            NoteSent();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it is, the next event is tried, and the user sees it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _lost = happened.Missed + 1;
            GiveUp(MssException.From(thrown));
        }
    }

    private void NoteSent()
    {
        lock (_lock)
        {
            (_state, _lastSent) = (MssReceiverState.Ready, _time.GetUtcNow());
            _sent++;
        }
    }

    private void Retry(MssException failure)
    {
        lock (_lock)
        {
            _state = _state == MssReceiverState.Failing ? _state : MssReceiverState.Retrying;
            _lastError = failure.Message;
        }
    }

    // The others are told once, until it goes well again.
    private void GiveUp(MssException failure)
    {
        bool isNew;
        lock (_lock)
        {
            isNew = _state != MssReceiverState.Failing;
            (_state, _lastError) = (MssReceiverState.Failing, failure.Message);
            _failed++;
        }

        if (isNew)
        {
            _events.Raise(new MssEvent
            {
                Kind = MssEventKind.Error,
                Message = $"The event receiver '{_definition.Name}' does not take events: {failure.Message}",
                ErrorCode = failure.Code,
            });
        }
    }
}
