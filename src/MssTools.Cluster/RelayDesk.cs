using System.Collections.Concurrent;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Relay;

namespace MssTools.Cluster;

/// <summary>Gives other nodes what encoders push to this one. Who fetches nothing for a while is taken for gone.</summary>
/// <param name="published">What is pushed here.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayDesk(Publications published, TimeProvider time) : IDisposable
{
    /// <summary>Readings of other nodes at a time.</summary>
    private const int MostReadings = 1024;

    /// <summary>An answer comes within this, with media or without.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, Reading> _readings = new();

    /// <summary>Begins to read a publication; null: there is nothing to read of it now.</summary>
    public Guid? Open(string name)
    {
        ForgetSilent();
        if (_readings.Count >= MostReadings || published.Find(name)?.TryOpen() is not { } reader)
        {
            return null;
        }

        var id = Guid.NewGuid();
        _readings[id] = new Reading(new RelaySource(reader, name), time.GetTimestamp());
        return id;
    }

    /// <summary>The next block of a reading; null: it is over.</summary>
    public async Task<byte[]?> ReadAsync(Guid id)
    {
        if (!_readings.TryGetValue(id, out Reading? reading))
        {
            return null;
        }

        reading.Fetched = time.GetTimestamp();
        byte[]? block = await reading.Source.TakeAsync(s_wait);
        reading.Fetched = time.GetTimestamp();
        if (block is null)
        {
            Close(id);
        }

        return block;
    }

    /// <summary>Ends a reading.</summary>
    public void Close(Guid id)
    {
        if (_readings.TryRemove(id, out Reading? reading))
        {
            reading.Source.Dispose();
        }
    }

    /// <summary>Whether an encoder sends a publication now.</summary>
    public bool Has(string name) => published.Find(name) is { } found && published.IsSending(found);

    /// <summary>Ends a publication: an encoder at another node takes it over.</summary>
    public void Yield(string name) => published.Yield(name);

    /// <summary>Ends all readings.</summary>
    public void Dispose()
    {
        foreach (Guid id in _readings.Keys)
        {
            Close(id);
        }
    }

    private void ForgetSilent()
    {
        foreach ((Guid id, Reading reading) in _readings)
        {
            if (time.GetElapsedTime(reading.Fetched) > s_silence)
            {
                Close(id);
            }
        }
    }

    private sealed class Reading(RelaySource source, long fetched)
    {
        public RelaySource Source => source;

        public long Fetched { get; set; } = fetched;
    }
}
