namespace MssTools;

/// <summary>All that an engine is told: what Export-MSSConfiguration writes and Import-MSSConfiguration reads.</summary>
public sealed record MssConfiguration
{
    /// <summary>The named inputs.</summary>
    public IReadOnlyList<LocalStreamDefinition> LocalStreams { get; init => field = value.ToArray(); } = [];

    /// <summary>The ports that encoders push to.</summary>
    public IReadOnlyList<IngestDefinition> Ingests { get; init => field = value.ToArray(); } = [];

    /// <summary>The origin servers; none has port 0.</summary>
    public IReadOnlyList<ServerDefinition> Servers { get; init => field = value.ToArray(); } = [];

    /// <summary>The publishing points of these servers.</summary>
    public IReadOnlyList<MssConfiguredPoint> PublishingPoints { get; init => field = value.ToArray(); } = [];

    /// <summary>The groups.</summary>
    public IReadOnlyList<StreamDefinition> Groups { get; init => field = value.ToArray(); } = [];

    /// <summary>The webhooks and files that get events.</summary>
    public IReadOnlyList<EventReceiverDefinition> EventReceivers { get; init => field = value.ToArray(); } = [];
}

/// <summary>A publishing point, as a configuration has it: with the port of its server, whose number is known when it runs.</summary>
public sealed record MssConfiguredPoint
{
    /// <summary>Port of the server that it is on.</summary>
    public int ServerPort { get; init; }

    /// <summary>The point; its number of the server does not matter.</summary>
    public PointDefinition Definition { get; init; } = new();
}
