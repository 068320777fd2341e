using MssTools.Core.Streams;

namespace MssTools.Cluster;

/// <summary>Tells other nodes what happens at this one.</summary>
/// <param name="events">What happens.</param>
/// <param name="time">The clock.</param>
internal sealed class EventDesk(EventHub events, TimeProvider time) : IDisposable
{
    private const int MostListeners = 256;
    private const int MostAtOnce = 200;

    /// <summary>An answer comes within this, with events or without.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    private readonly Transfers<EventHub.Listener> _listeners = new(MostListeners, time);

    /// <summary>Begins to listen; null: too many do.</summary>
    public Guid? Open() => _listeners.TryAdd(() => events.Listen());

    /// <summary>The next events; null: nobody listens under this number any more.</summary>
    public async Task<Answer?> ReadAsync(Guid id)
    {
        if (_listeners.Find(id) is not { } listener)
        {
            return null;
        }

        List<MssEvent> next = [];
        using var limit = new CancellationTokenSource(s_wait, time);
        try
        {
            do
            {
                next.Add(await listener.NextAsync(limit.Token));
            }
            while (next.Count < MostAtOnce && listener.Waiting > 0);
        }
        catch (OperationCanceledException)
        {
            // Nothing more has happened.
        }

        return await Answer.OfAsync(() => Task.FromResult(next));
    }

    /// <summary>Listens no more.</summary>
    public void Close(Guid id) => _listeners.Close(id);

    /// <summary>Ends those that nobody called for a while.</summary>
    public void EndSilent() => _listeners.EndSilent();

    /// <summary>Ends for all.</summary>
    public void Dispose() => _listeners.Dispose();
}
