using System.Collections.Concurrent;
using System.Net;

namespace MssTools.Core.Origin;

/// <summary>
/// Who watches what: an address and a player per group, until it has asked for nothing for half a minute. A viewer is kept as a hash,
/// so that what clients send fills no memory; two of one hash count as one.
/// </summary>
internal sealed class ViewerSessions(TimeProvider time)
{
    /// <summary>Viewers that are counted; further ones are not.</summary>
    public const int MostSessions = 100_000;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ulong, long> _lastSeen = new();
    private long _lastSwept = time.GetTimestamp();

    /// <summary>Viewers that asked for something lately.</summary>
    public int Count
    {
        get
        {
            Sweep(time.GetTimestamp());
            return _lastSeen.Count;
        }
    }

    /// <summary>Notes that a viewer got something of a group.</summary>
    public void Note(IPAddress address, string player, string group)
    {
        long now = time.GetTimestamp();
        long swept = Volatile.Read(ref _lastSwept);
        if (time.GetElapsedTime(swept, now) > s_idle && Interlocked.CompareExchange(ref _lastSwept, now, swept) == swept)
        {
            Sweep(now);
        }

        ulong viewer = ((ulong)(uint)HashCode.Combine(address, group) << 32) | (uint)player.GetHashCode(StringComparison.Ordinal);
        if (_lastSeen.ContainsKey(viewer) || _lastSeen.Count < MostSessions)
        {
            _lastSeen[viewer] = now;
        }
    }

    private void Sweep(long now)
    {
        foreach ((ulong viewer, long seen) in _lastSeen)
        {
            if (time.GetElapsedTime(seen, now) > s_idle)
            {
                _lastSeen.TryRemove(viewer, out _);
            }
        }
    }
}
