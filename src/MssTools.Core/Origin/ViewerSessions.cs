using System.Collections.Concurrent;
using System.Net;

namespace MssTools.Core.Origin;

/// <summary>Who watches what: an address and a player per group, until it has asked for nothing for half a minute.</summary>
internal sealed class ViewerSessions(TimeProvider time)
{
    private const int MostSessions = 100_000;
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Viewer, long> _lastSeen = new();

    /// <summary>Viewers that asked for something lately.</summary>
    public int Count
    {
        get
        {
            Forget();
            return _lastSeen.Count;
        }
    }

    /// <summary>Notes a request for something of a group.</summary>
    public void Note(IPAddress address, string player, string group)
    {
        if (_lastSeen.Count >= MostSessions)
        {
            Forget();
        }

        if (_lastSeen.Count < MostSessions)
        {
            _lastSeen[new Viewer(address, player, group)] = time.GetTimestamp();
        }
    }

    private void Forget()
    {
        foreach ((Viewer viewer, long seen) in _lastSeen)
        {
            if (time.GetElapsedTime(seen) > s_idle)
            {
                _lastSeen.TryRemove(viewer, out _);
            }
        }
    }

    private readonly record struct Viewer(IPAddress Address, string Player, string Group);
}
