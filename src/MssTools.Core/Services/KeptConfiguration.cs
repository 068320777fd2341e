namespace MssTools.Core.Services;

/// <summary>What is kept, as a configuration.</summary>
internal static class KeptConfiguration
{
    /// <summary>A configuration of entries, in their order; of points, those whose servers are among them.</summary>
    public static MssConfiguration Of(IReadOnlyList<StateEntry> entries)
    {
        return new MssConfiguration
        {
            LocalStreams = [.. Definitions<LocalStreamDefinition>()],
            Ingests = [.. Definitions<IngestDefinition>()],
            Servers = [.. Definitions<ServerDefinition>()],
            PublishingPoints =
            [
                .. Definitions<PointDefinition>().SelectMany(point => entries
                    .Where(entry => entry.Kind == StateKind.Server && entry.Ids[0] == point.ServerId)
                    .Select(server => new MssConfiguredPoint { ServerPort = ((ServerDefinition)server.Definition).Port, Definition = point })),
            ],
            Groups = [.. Definitions<StreamDefinition>()],
            EventReceivers = [.. Definitions<EventReceiverDefinition>()],
        };

        IEnumerable<T> Definitions<T>() => entries.Select(entry => entry.Definition).OfType<T>();
    }
}
