using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Relay;

namespace MssTools.Cluster;

/// <summary>Gives other nodes what encoders push to this one.</summary>
/// <param name="published">What is pushed here.</param>
/// <param name="time">The clock.</param>
internal sealed class RelayDesk(Publications published, TimeProvider time) : IDisposable
{
    private const int MostReadings = 1024;

    /// <summary>An answer comes within this, with media or without.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    private readonly Transfers<RelaySource> _readings = new(MostReadings, time);

    /// <summary>Begins to read a publication; null: there is nothing to read of it now.</summary>
    public Guid? Open(string name) => _readings.TryAdd(() => published.Find(name)?.TryOpen() is { } reader ? new RelaySource(reader, name) : null);

    /// <summary>The next block of a reading; null: it is over.</summary>
    public async Task<byte[]?> ReadAsync(Guid id)
    {
        if (_readings.Find(id) is not { } source)
        {
            return null;
        }

        byte[]? block = await source.TakeAsync(s_wait);
        if (block is null)
        {
            Close(id);
        }

        return block;
    }

    /// <summary>Ends a reading.</summary>
    public void Close(Guid id) => _readings.Close(id);

    /// <summary>Whether an encoder sends a publication now.</summary>
    public bool Has(string name) => published.Find(name) is { } found && published.IsSending(found);

    /// <summary>Ends a publication: an encoder at another node takes it over.</summary>
    public void Yield(string name) => published.Yield(name);

    /// <summary>Ends those that nobody called for a while.</summary>
    public void EndSilent() => _readings.EndSilent();

    /// <summary>Ends all readings.</summary>
    public void Dispose() => _readings.Dispose();
}
