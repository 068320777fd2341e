using MssTools.Core.Access;
using MssTools.Core.Inputs.Points;

namespace MssTools.Core.Streams;

/// <summary>The publishing points of all servers, and the groups that they make.</summary>
/// <param name="inputs">Where their streams get their names.</param>
/// <param name="start">Starts a group.</param>
/// <param name="stop">Ends a stream.</param>
/// <param name="time">The clock.</param>
internal sealed class PointRegistry(
    LocalStreamRegistry inputs, Func<StreamDefinition, IReadOnlyList<MssStream>> start, Action<IReadOnlyList<int>> stop, TimeProvider time)
    : IPointHost
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_shortPatience = TimeSpan.FromSeconds(2); // perhaps nobody reads
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly PostRoom _room = new();
    private readonly Dictionary<PublishingPoint, Place> _points = [];

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
            if (definition.MakesGroup)
            {
                Group(definition, server.Root, [definition.Name]).Validate();
            }

            var point = new PublishingPoint(definition, $"{server.Url}{Uri.EscapeDataString(definition.Name)}.isml", _room, this, time);
            lock (_lock)
            {
                RefuseTaken(definition);
                _points.Add(point, new Place(server.Root));
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
            return [.. _points.Keys.Select(point => point.ToModel()).OrderBy(p => p.ServerId).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
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

    /// <inheritdoc/>
    public void Begin(PublishingPoint point, IReadOnlyList<PointRendition> renditions) => PlaceOf(point)?.Then(place =>
    {
        try
        {
            foreach (PointRendition rendition in renditions)
            {
                inputs.Published.Add(rendition, takeOver: false);
            }

            if (point.Definition.MakesGroup)
            {
                place.Streams = [.. start(Group(point.Definition, place.Root, [.. renditions.Select(r => r.Name)])).Select(s => s.Id)];
            }
        }
#pragma warning disable CA1031 // Whatever it is: the names must be free, and the user must see it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Withdraw(renditions);
            point.Fail(failure as MssException ?? new MssException(MssError.Internal, $"{failure.GetType().Name}: {failure.Message}"));
        }

        return Task.CompletedTask;
    });

    /// <inheritdoc/>
    public void End(PublishingPoint point, IReadOnlyList<PointRendition> renditions) => PlaceOf(point)?.Then(async place =>
    {
        IReadOnlyList<int> streams = place.Streams;
        place.Streams = [];
        try
        {
            await AwaitReadersAsync(renditions, point.Definition.MakesGroup ? s_patience : s_shortPatience).ConfigureAwait(false);
            Withdraw(renditions);
            stop(streams);
        }
        finally
        {
            point.Stopped();
        }
    });

    private void Withdraw(IReadOnlyList<PointRendition> renditions)
    {
        foreach (PointRendition rendition in renditions)
        {
            inputs.Published.Remove(rendition);
        }
    }

    // Who has just begun has yet to read what came.
    private async Task AwaitReadersAsync(IReadOnlyList<PointRendition> renditions, TimeSpan patience)
    {
        long start = time.GetTimestamp();
        while (renditions.Any(rendition => !rendition.IsRead) && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(s_look, time).ConfigureAwait(false);
        }
    }

    private static StreamDefinition Group(PointDefinition definition, string root, IReadOnlyList<string> names) => definition.Group with
    {
        LocalStreamNames = names,
        GroupName = definition.Name,
        TargetFolder = root,
        IsLive = true,
        KeepAlive = true,
    };

    private void RefuseTaken(PointDefinition definition)
    {
        if (_points.Keys.Any(point => point.Definition.ServerId == definition.ServerId
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
            return _points.Keys.FirstOrDefault(point =>
                point.Definition.ServerId == serverId && point.Definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    private PublishingPoint Find(int serverId, string name) => TryFind(serverId, name) ?? throw new MssException(
        MssError.NotFound, $"Server {serverId} has no publishing point '{name}'.", "Get-MSSPublishingPoint lists what there is.");

    private Place? PlaceOf(PublishingPoint point)
    {
        lock (_lock)
        {
            return _points.GetValueOrDefault(point);
        }
    }

    /// <summary>Where a point's group lies, and which streams it has.</summary>
    private sealed class Place(string root)
    {
        private readonly Lock _lock = new();
        private Task _last = Task.CompletedTask;

        public string Root => root;

        /// <summary>Its streams, for who is in turn.</summary>
        public IReadOnlyList<int> Streams { get; set; } = [];

        /// <summary>Begins and ends a group in turn, however close together they come.</summary>
        public void Then(Func<Place, Task> next)
        {
            lock (_lock)
            {
                _last = _last.ContinueWith(
                    _ => next(this), CancellationToken.None, TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
            }
        }
    }

    private sealed class OfServer(PointRegistry registry, int serverId) : IPublishingPoints
    {
        public Task<PostReply> ReceiveAsync(PointPost post, Stream body, CancellationToken gone) =>
            registry.TryFind(serverId, post.Point) is { } point ? point.ReceiveAsync(post, body, gone) : Task.FromResult(new PostReply(404));
    }
}
