using MssTools.Core.Access;

namespace MssTools.Cluster;

/// <summary>A POST that came to another node than the one that has the point's broadcast.</summary>
[GenerateSerializer]
internal sealed record RelayedPost
{
    /// <summary>Number of the point's server.</summary>
    [Id(0)]
    public int ServerId { get; init; }

    /// <summary>Name of the point.</summary>
    [Id(1)]
    public string Point { get; init; } = "";

    /// <summary>What stands in <c>Events()</c>.</summary>
    [Id(2)]
    public string Event { get; init; } = "";

    /// <summary>What stands in <c>Streams()</c>.</summary>
    [Id(3)]
    public string Stream { get; init; } = "";

    /// <summary>Address and port of the encoder.</summary>
    [Id(4)]
    public string Client { get; init; } = "";

    /// <summary>What it calls itself.</summary>
    [Id(5)]
    public string Encoder { get; init; } = "";

    /// <summary>The header of that name.</summary>
    [Id(6)]
    public string Authorization { get; init; } = "";

    /// <summary>What follows the path.</summary>
    [Id(7)]
    public string Query { get; init; } = "";

    /// <summary>True over TLS.</summary>
    [Id(8)]
    public bool IsSecure { get; init; }

    /// <summary>The POST as another node is told it.</summary>
    public static RelayedPost Of(int serverId, PointPost post) => new()
    {
        ServerId = serverId,
        Point = post.Point,
        Event = post.Event,
        Stream = post.Stream,
        Client = post.Client,
        Encoder = post.Encoder,
        Authorization = post.Authorization,
        Query = post.Query,
        IsSecure = post.IsSecure,
    };

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{ServerId}/{Point}, Streams({Stream}) from {Client}";

    /// <summary>The POST as the point takes it.</summary>
    public PointPost ToPost() => new(Point, Event, Stream, Client, Encoder, Authorization, Query, IsSecure, IsProbe: false);
}

/// <summary>How a POST goes on.</summary>
/// <param name="Id">Its number, under which its body is taken; empty: it has ended.</param>
/// <param name="Status">Where it has ended: of HTTP.</param>
[GenerateSerializer]
internal sealed record PostTurn([property: Id(0)] Guid Id, [property: Id(1)] int Status);
