namespace MssTools.Bench;

/// <summary>
/// Drives publishers with one thread and looks at their manifests with another, so that neither waits for the other.
/// </summary>
internal sealed class PublisherCrowd : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly Thread _driver;
    private readonly Thread _looker;
    private volatile Publisher[] _publishers = [];
    private volatile ListingWatch[] _watches = [];
    private volatile bool _stopped;

    /// <summary>Starts with nobody.</summary>
    public PublisherCrowd()
    {
        _driver = new Thread(() => Repeat(() => Array.ForEach(_publishers, p => p.SendDue())));
        _looker = new Thread(() => Repeat(() => Array.ForEach(_watches, Look)));
        _driver.Start();
        _looker.Start();
    }

    /// <summary>All that were added.</summary>
    public IReadOnlyList<Publisher> Publishers => _publishers;

    /// <summary>Lets a publisher start now, and looks at its manifest where there is a watch.</summary>
    public void Add(Publisher publisher, ListingWatch? watch)
    {
        publisher.Start();
        _publishers = [.. _publishers, publisher];
        if (watch is not null)
        {
            _watches = [.. _watches, watch];
        }
    }

    /// <summary>The delays that the watches noted, in milliseconds.</summary>
    public IReadOnlyList<double> Delays()
    {
        lock (_lock)
        {
            return [.. _watches.SelectMany(w => w.Delays)];
        }
    }

    /// <summary>Forgets the delays so far.</summary>
    public void ForgetDelays()
    {
        lock (_lock)
        {
            Array.ForEach(_watches, w => w.Delays.Clear());
        }
    }

    /// <summary>Lets all publishers fall silent.</summary>
    public void Stop()
    {
        _stopped = true;
        _driver.Join();
        _looker.Join();
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_publishers, p => p.Dispose());

    private void Look(ListingWatch watch)
    {
        lock (_lock)
        {
            watch.Look();
        }
    }

    private void Repeat(Action step)
    {
        while (!_stopped)
        {
            step();
            Thread.Sleep(s_step);
        }
    }
}
