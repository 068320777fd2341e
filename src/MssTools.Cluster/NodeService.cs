using Microsoft.Extensions.Logging;
using MssTools.Core.Services;
using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace MssTools.Cluster;

/// <summary>What the nodes ask of each other, each of a node that it names.</summary>
internal interface INodeService : IGrainService
{
    /// <summary>Does an operation of the control interface, on what the node itself has.</summary>
    /// <param name="path">Path of the operation; one that is not streamed.</param>
    /// <param name="body">The request, as JSON.</param>
    [AlwaysInterleave]
    [ResponseTimeout("12:00:00")]
    Task<Answer> RunAsync(string path, byte[] body);

    /// <summary>The node, as JSON.</summary>
    [AlwaysInterleave]
    Task<Answer> MeasureAsync();

    /// <summary>The groups that the node runs.</summary>
    [AlwaysInterleave]
    Task<HeldGroup[]> ListAsync();

    /// <summary>Tells how it is with another node.</summary>
    /// <returns>False: that node is none that lives, as far as this one knows.</returns>
    [AlwaysInterleave]
    Task<bool> TellAsync(ToldLoad load);

    /// <summary>Has the node read the catalog now.</summary>
    [AlwaysInterleave]
    Task RefreshAsync();

    /// <summary>Tells what encoders push to a node.</summary>
    [AlwaysInterleave]
    Task TellPublishedAsync(string from, string[] names);

    /// <summary>Whether an encoder pushes a stream to this node now.</summary>
    [AlwaysInterleave]
    Task<bool> HasPublicationAsync(string name);

    /// <summary>Ends what an encoder pushes to this node: another one takes over its name elsewhere.</summary>
    [AlwaysInterleave]
    Task YieldPublicationAsync(string name);

    /// <summary>Begins to read what an encoder pushes to this node; null: there is nothing to read.</summary>
    [AlwaysInterleave]
    Task<Guid?> OpenPublicationAsync(string name);

    /// <summary>The next block of it (<see cref="Core.Inputs.Relay.RelayWriter"/>), within a second; null: it is over.</summary>
    [AlwaysInterleave]
    Task<byte[]?> ReadPublicationAsync(Guid reading);

    /// <summary>Ends the reading.</summary>
    [AlwaysInterleave]
    Task ClosePublicationAsync(Guid reading);

    /// <summary>Begins to listen to what happens at this node; null: too many do.</summary>
    [AlwaysInterleave]
    Task<Opened?> OpenEventsAsync();

    /// <summary>What has happened, within a second; null: nobody listens under this number any more.</summary>
    [AlwaysInterleave]
    Task<Answer?> ReadEventsAsync(Guid reading);

    /// <summary>Listens no more.</summary>
    [AlwaysInterleave]
    Task CloseEventsAsync(Guid reading);

    /// <summary>Whether a point of this node has a broadcast, or somebody that sends to it.</summary>
    [AlwaysInterleave]
    Task<bool> IsPointTakenAsync(int serverId, string name);

    /// <summary>Begins a POST to a point of this node.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:40")]
    Task<PostTurn> OpenPostAsync(RelayedPost post);

    /// <summary>Hands on a piece of its body; an empty one says that the encoder is there.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:40")]
    Task<PostTurn> WritePostAsync(Guid post, byte[] piece);

    /// <summary>The body is whole.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:40")]
    Task<PostTurn> FinishPostAsync(Guid post);

    /// <summary>Ends a POST: its connection broke.</summary>
    [AlwaysInterleave]
    Task AbortPostAsync(Guid post);
}

/// <summary>A transfer that has begun.</summary>
/// <param name="Id">Its number.</param>
[GenerateSerializer]
internal sealed record Opened([property: Id(0)] Guid Id);

/// <summary>How it is with a node, as it tells the others.</summary>
[GenerateSerializer]
internal sealed record ToldLoad
{
    /// <summary>Its name.</summary>
    [Id(0)]
    public string Name { get; init; } = "";

    /// <summary>What it says of itself.</summary>
    [Id(1)]
    public string[] Labels { get; init; } = [];

    /// <summary>How busy its processors are.</summary>
    [Id(2)]
    public double Cpu { get; init; }

    /// <summary>Groups that it runs.</summary>
    [Id(3)]
    public int Groups { get; init; }

    /// <summary>What it stores, in bytes a second.</summary>
    [Id(4)]
    public double BytesPerSecond { get; init; }

    /// <summary>When it started.</summary>
    [Id(5)]
    public DateTimeOffset Started { get; init; }
}

/// <summary>A group that a node runs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Moved">When it was last moved; long ago: never.</param>
/// <param name="Since">When it came to the node.</param>
[GenerateSerializer]
internal sealed record HeldGroup([property: Id(0)] string Key, [property: Id(1)] DateTimeOffset Moved, [property: Id(2)] DateTimeOffset Since);

/// <summary>Answers the other nodes.</summary>
[Reentrant]
internal sealed class NodeService(GrainId id, Silo silo, ILoggerFactory logs, Node node) : GrainService(id, silo, logs), INodeService
{
    private static readonly Dictionary<string, Operation> s_operations = Operations.All.ToDictionary(operation => operation.Path);

    /// <inheritdoc/>
    public async Task<Answer> RunAsync(string path, byte[] body)
    {
        try
        {
            byte[] answer = [];
            await Task.Run(() => s_operations[path].Run(node.Own, body, json => answer = json, CancellationToken.None));
            return new Answer { Json = answer };
        }
#pragma warning disable CA1031 // Whatever it is, it goes to who asked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Answer.Of(MssException.OfCall(failure));
        }
    }

    /// <inheritdoc/>
    public Task<Answer> MeasureAsync() => Answer.OfAsync(() => Task.FromResult(node.Measure()));

    /// <inheritdoc/>
    public Task<HeldGroup[]> ListAsync() => Task.FromResult<HeldGroup[]>([.. node.Held.Values]);

    /// <inheritdoc/>
    public Task<bool> TellAsync(ToldLoad load)
    {
        node.View.Note(load);
        return Task.FromResult(node.View.IsLiving(load.Name));
    }

    /// <inheritdoc/>
    public Task RefreshAsync() => node.Refresh();

    /// <inheritdoc/>
    public Task TellPublishedAsync(string from, string[] names)
    {
        node.NotePublished(from, names);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> HasPublicationAsync(string name) => Task.FromResult(node.Desk.Has(name));

    /// <inheritdoc/>
    public Task YieldPublicationAsync(string name)
    {
        node.Desk.Yield(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Guid?> OpenPublicationAsync(string name) => Task.FromResult(node.Desk.Open(name));

    /// <inheritdoc/>
    public Task<byte[]?> ReadPublicationAsync(Guid reading) => node.Desk.ReadAsync(reading);

    /// <inheritdoc/>
    public Task ClosePublicationAsync(Guid reading) => Task.Run(() => node.Desk.Close(reading));

    /// <inheritdoc/>
    public Task<Opened?> OpenEventsAsync() => Task.FromResult(node.Events.Open() is { } id ? new Opened(id) : null);

    /// <inheritdoc/>
    public Task<Answer?> ReadEventsAsync(Guid reading) => node.Events.ReadAsync(reading);

    /// <inheritdoc/>
    public Task CloseEventsAsync(Guid reading)
    {
        node.Events.Close(reading);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> IsPointTakenAsync(int serverId, string name) => Task.FromResult(node.Engine.Points.IsTaken(serverId, name));

    /// <inheritdoc/>
    public Task<PostTurn> OpenPostAsync(RelayedPost post) => node.Posts.OpenAsync(post);

    /// <inheritdoc/>
    public Task<PostTurn> WritePostAsync(Guid post, byte[] piece) => node.Posts.WriteAsync(post, piece);

    /// <inheritdoc/>
    public Task<PostTurn> FinishPostAsync(Guid post) => node.Posts.FinishAsync(post);

    /// <inheritdoc/>
    public Task AbortPostAsync(Guid post) => Task.Run(() => node.Posts.Close(post));
}

/// <summary>Asks other nodes.</summary>
internal sealed class NodeServices(IServiceProvider services) : GrainServiceClient<INodeService>(services)
{
    /// <summary>The one at an address.</summary>
    public INodeService At(SiloAddress address) => GetGrainService(address);
}
