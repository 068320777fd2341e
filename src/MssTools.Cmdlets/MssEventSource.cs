using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MssTools.Cmdlets;

/// <summary>
/// The events of engines as an object with a .NET event, for Register-ObjectEvent. It listens while somebody has subscribed to <see cref="Happened"/>, and to
/// nothing before and after.
/// </summary>
public sealed class MssEventSource : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string[] _services;
    private readonly Func<MssEvent, bool> _filter;
    private readonly Lock _lock = new();
    private EventHandler<MssEventArgs>? _handlers;
    private CancellationTokenSource? _listening;

    /// <param name="engines">Whose events.</param>
    /// <param name="filter">Which of them.</param>
    /// <exception cref="MssException">InvalidSetting: the filter is none.</exception>
    internal MssEventSource(IReadOnlyList<IMssEngine> engines, EventFilter filter) =>
        (_services, _filter) = ([.. engines.Select(engine => engine.Service)], filter.ToPredicate());

    /// <summary>Raised when something happens, one after the other, on threads of the pool.</summary>
    public event EventHandler<MssEventArgs>? Happened
    {
        add
        {
            lock (_lock)
            {
                _handlers += value;
                Listen();
            }
        }
        remove
        {
            lock (_lock)
            {
                _handlers -= value;
                if (_handlers is null)
                {
                    End();
                }
            }
        }
    }

    /// <summary>
    /// True while it listens. PowerShell sets it before it subscribes, so that a service that cannot be reached is an error then.
    /// </summary>
    /// <exception cref="MssException">A service cannot be reached.</exception>
    public bool EnableRaisingEvents
    {
        get => _listening is not null;
        set
        {
            lock (_lock)
            {
                if (value)
                {
                    Listen();
                }
            }
        }
    }

    /// <summary>Ends all subscriptions.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _handlers = null;
            End();
        }
    }

    /// <summary>The engines that it listens to.</summary>
    public override string ToString() => $"Events of {string.Join(", ", _services.Select(static service => service.Length > 0 ? service : "this session"))}";

    /// <summary>Ends the subscriptions that a runspace has to events of engines.</summary>
    internal static void EndAll(Runspace? runspace)
    {
        if (runspace is null)
        {
            return;
        }

        foreach (PSEventSubscriber subscriber in runspace.Events.Subscribers.FindAll(static s => s.SourceObject is MssEventSource))
        {
            runspace.Events.UnsubscribeEvent(subscriber);
        }
    }

    // Under the lock. Returns when all engines are heard: nothing that happens after this is missed.
    private void Listen()
    {
        if (_listening is not null)
        {
            return;
        }

        var listening = new CancellationTokenSource();
        EngineEvents[] all = [.. _services.Select(service => new EngineEvents(service, _filter, happened => Raise(listening, happened)))];
        foreach (EngineEvents events in all)
        {
            _ = Task.Run(() => events.RunAsync(listening.Token));
        }

        try
        {
            if (!Task.WaitAll([.. all.Select(events => events.Listens)], s_patience))
            {
                throw new MssException(MssError.TimedOut, $"{this}: a service has not answered for {s_patience.TotalSeconds:0} s.");
            }
        }
        catch (Exception failure)
        {
            listening.Cancel();
            throw MssException.From(failure);
        }

        _listening = listening;
    }

    // Under the lock.
    private void End()
    {
        _listening?.Cancel();
        _listening = null;
    }

    private void Raise(CancellationTokenSource listening, MssEvent happened)
    {
        if (!listening.IsCancellationRequested)
        {
            Volatile.Read(ref _handlers)?.Invoke(this, new MssEventArgs(happened));
        }
    }
}
