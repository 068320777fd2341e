using MssTools.Core.Access;

namespace MssTools.Core.Origin;

/// <summary>The running servers of an engine.</summary>
/// <param name="pointsOf">The publishing points of a server, by its number.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerRegistry(Func<int, IPublishingPoints> pointsOf, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, OriginServer> _servers = [];
    private int _lastId;

    /// <summary>Starts a server.</summary>
    /// <param name="definition">What the user said.</param>
    /// <param name="known">The number that it had before, if it had one; numbers are given once.</param>
    /// <exception cref="MssException">InvalidSetting, NotFound, AddressInUse or AccessDenied.</exception>
    public MssServer Start(ServerDefinition definition, int? known = null)
    {
        int id = NumberOf(known);
        var server = OriginServer.Start(id, definition, pointsOf(id), time);
        lock (_lock)
        {
            _servers.Add(id, server);
        }

        return server.ToModel();
    }

    private int NumberOf(int? known)
    {
        lock (_lock)
        {
            int id = known ?? _lastId + 1;
            _lastId = Math.Max(_lastId, id);
            return id;
        }
    }

    /// <summary>Snapshots of all servers.</summary>
    public IReadOnlyList<MssServer> List()
    {
        lock (_lock)
        {
            return [.. _servers.Values.Select(s => s.ToModel())];
        }
    }

    /// <summary>What the servers were started with, by number.</summary>
    public IReadOnlyList<KeyValuePair<int, ServerDefinition>> Definitions()
    {
        lock (_lock)
        {
            return [.. _servers.Select(s => KeyValuePair.Create(s.Key, s.Value.Definition))];
        }
    }

    /// <summary>Stops a server and forgets it.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Stop(int id)
    {
        OriginServer? server;
        lock (_lock)
        {
            _servers.Remove(id, out server);
        }

        if (server is null)
        {
            throw new MssException(MssError.NotFound, $"There is no server {id}.", "Get-MSSServer lists what runs.");
        }

        server.Dispose();
    }

    /// <summary>Stops all servers.</summary>
    public void StopAll()
    {
        List<OriginServer> all;
        lock (_lock)
        {
            all = [.. _servers.Values];
            _servers.Clear();
        }

        Task.WaitAll([.. all.Select(server => Task.Run(server.Dispose))]);
    }
}
