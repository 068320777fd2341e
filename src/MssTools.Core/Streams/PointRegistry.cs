using MssTools.Core.Access;
using MssTools.Core.Inputs.Points;

namespace MssTools.Core.Streams;

/// <summary>The publishing points of all servers.</summary>
/// <param name="inputs">Where their streams get their names.</param>
/// <param name="start">Starts a group.</param>
/// <param name="stop">Ends streams.</param>
/// <param name="time">The clock.</param>
internal sealed class PointRegistry(
    LocalStreamRegistry inputs, Func<StreamDefinition, IReadOnlyList<MssStream>> start, Action<IReadOnlyList<int>> stop, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PostRoom _room = new();
    private readonly List<PublishingPoint> _points = [];

    /// <summary>The same points at other machines.</summary>
    public IPointsElsewhere Elsewhere { get; set; } = NoPointsElsewhere.Instance;

    /// <summary>Whether a point has a broadcast, or somebody that sends to it.</summary>
    public bool IsTaken(int serverId, string name) => TryFind(serverId, name) is { IsTaken: true };

    /// <summary>Takes a POST to a point of this machine, to the end of its body.</summary>
    /// <inheritdoc cref="IPublishingPoints.ReceiveAsync"/>
    public Task<PostReply> ReceiveAsync(int serverId, PointPost post, Func<Stream> open, CancellationToken gone) =>
        TryFind(serverId, post.Point) is { } point ? point.ReceiveAsync(post, open, gone) : Task.FromResult(new PostReply(404));

    /// <summary>The points of a server, for its requests.</summary>
    public IPublishingPoints On(int serverId) => new OfServer(this, serverId);

    /// <summary>Makes a point.</summary>
    /// <param name="definition">What the user said.</param>
    /// <param name="server">The server that it is on.</param>
    /// <exception cref="MssException">InvalidSetting, or AlreadyExists: the name is taken.</exception>
    public MssPublishingPoint Add(PointDefinition definition, MssServer server)
    {
        try
        {
            definition.Validate();
            var group = new PointGroup(definition, server.Root, inputs, start, stop, time);
            if (definition.MakesGroup)
            {
                group.DefinitionOf([definition.Name]).Validate();
            }

            var point = new PublishingPoint(definition, $"{server.Url}{Uri.EscapeDataString(definition.Name)}.isml", _room, group, time);
            lock (_lock)
            {
                RefuseTaken(definition);
                _points.Add(point);
            }

            return point.ToModel();
        }
        catch
        {
            definition.Authorize?.Dispose();
            throw;
        }
    }

    /// <summary>Snapshots of all points, by name.</summary>
    public IReadOnlyList<MssPublishingPoint> List()
    {
        lock (_lock)
        {
            return [.. _points.Select(point => point.ToModel()).OrderBy(p => p.ServerId).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Ends a point's broadcast; encoders are refused until <see cref="Open"/>.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Close(int serverId, string name) => Find(serverId, name).Close();

    /// <summary>Has a point that was closed take encoders again.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Open(int serverId, string name) => Find(serverId, name).Open();

    /// <summary>Ends a point's broadcast and forgets it; what was published stays.</summary>
    /// <exception cref="MssException">NotFound.</exception>
    public void Remove(int serverId, string name)
    {
        PublishingPoint point = Find(serverId, name);
        point.Close();
        point.Dispose();
        lock (_lock)
        {
            _points.Remove(point);
        }
    }

    /// <summary>Removes the points of a server that ends, or of all.</summary>
    public void RemoveAll(int? serverId)
    {
        foreach (MssPublishingPoint point in List().Where(p => serverId is null || p.ServerId == serverId))
        {
            Remove(point.ServerId, point.Name);
        }
    }

    /// <summary>What the points were made with.</summary>
    public IReadOnlyList<PointDefinition> Definitions()
    {
        lock (_lock)
        {
            return [.. _points.Select(point => point.Definition)];
        }
    }

    /// <summary>Hangs up on all encoders, and ends no broadcast: for a process that another one follows.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _points.ForEach(point => point.Dispose());
            _points.Clear();
        }
    }

    private void RefuseTaken(PointDefinition definition)
    {
        if (_points.Exists(point => point.Definition.ServerId == definition.ServerId
            && point.Definition.Name.Equals(definition.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"Server {definition.ServerId} has the publishing point '{definition.Name}' already.",
                "Choose another name, or run Remove-MSSPublishingPoint first.");
        }

        if (inputs.Find(definition.Name) is { } other)
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"The local stream '{definition.Name}' stands for '{LocalStreamRegistry.Shown(other.Source)}' already.",
                "Choose another name, or run Remove-MSSLocalStream first (Stop-MSSIngest for a publisher).");
        }
    }

    private PublishingPoint? TryFind(int serverId, string name)
    {
        lock (_lock)
        {
            return _points.Find(point =>
                point.Definition.ServerId == serverId && point.Definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    private PublishingPoint Find(int serverId, string name) => TryFind(serverId, name) ?? throw new MssException(
        MssError.NotFound, $"Server {serverId} has no publishing point '{name}'.", "Get-MSSPublishingPoint lists what there is.");

    private sealed class OfServer(PointRegistry registry, int serverId) : IPublishingPoints
    {
        public async Task<PostReply> ReceiveAsync(PointPost post, Func<Stream> open, CancellationToken gone)
        {
            if (!post.IsProbe && registry.TryFind(serverId, post.Point) is { IsTaken: false })
            {
                if (await registry.Elsewhere.TryReceiveAsync(serverId, post, open, gone).ConfigureAwait(false) is { } reply)
                {
                    return reply;
                }
            }

            return await registry.ReceiveAsync(serverId, post, open, gone).ConfigureAwait(false);
        }
    }
}
