using System.Globalization;
using System.Net;

namespace MssTools.Core.Services.Dsc;

/// <summary>The resources of Microsoft DSC that there are.</summary>
internal static class DscResources
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DscResource> All { get; } =
    [
        new DscResource<StreamDefinition>("MSSGroup", "A live group of Smooth Streaming that a service of MssTools packages.", "groupName", "targetFolder")
        {
            Kind = "group",
            NameOf = static group => $"{group.Identity}",
            ListOf = static configuration => configuration.Groups,
            Check = static group => group with
            {
                TargetFolder = DscPath.Target("targetFolder", group.TargetFolder),
                MirrorTo = [.. group.MirrorTo.Select(folder => DscPath.Target("mirrorTo", folder))],
                Inputs = [.. group.Inputs.Select(DscPath.Whole)],
            },
            Ensure = static (engine, group, isPlan) => engine.Ensure(group, isPlan),
            Remove = static (engine, group) => engine.RemoveGroup(group.Identity, deleteFile: false, CancellationToken.None),
            ErrorOf = static (engine, group) =>
                engine.GetGroups().FirstOrDefault(g => g.Definition.Identity == group.Identity) is { State: StreamState.Failed } failed ? failed.LastError : null,
        },
        new DscResource<IngestDefinition>("MSSIngest", "A port on which a service of MssTools takes RTMP publishers.", "port")
        {
            Kind = "ingest",
            NameOf = static ingest => ingest.Port.ToString(CultureInfo.InvariantCulture),
            ListOf = static configuration => configuration.Ingests,
            Check = static ingest => WithPort(ingest, ingest.Port),
            Ensure = static (engine, ingest, isPlan) => engine.Ensure(ingest, isPlan),
            Remove = static (engine, ingest) => engine.StopIngest(ingest.Port),
            ErrorOf = static (engine, ingest) => engine.GetIngests().Where(i => i.Port == ingest.Port).Select(i => i.LastError).FirstOrDefault(error => error is not null),
        },
        new DscResource<ServerDefinition>("MSSServer", "An HTTP server by which a service of MssTools serves the groups below a folder.", "port", "address")
        {
            Kind = "server",
            NameOf = static server => $"{new IPEndPoint(server.Address, server.Port)}",
            ListOf = static configuration => configuration.Servers,
            Check = static server => WithPort(server, server.Port) with { Root = DscPath.Whole("root", server.Root) },
            Ensure = static (engine, server, isPlan) => engine.Ensure(server, isPlan),
            Remove = static (engine, server) => engine.StopServer(Find(engine, server)!.Id),
            ErrorOf = static (engine, server) => Find(engine, server) is { } found ? engine.GetServers().Where(s => s.Id == found.Id).Select(s => s.LastError).FirstOrDefault(error => error is not null) : null,
        },
    ];

    private static MssServer? Find(IMssEngine engine, ServerDefinition server) =>
        engine.GetServers().FirstOrDefault(s => s.Port == server.Port && s.Address == $"{server.Address}");

    private static T WithPort<T>(T definition, int port) => port is >= 1 and <= IPEndPoint.MaxPort
        ? definition
        : throw new MssException(MssError.InvalidSetting, $"port is {port}; 1 to {IPEndPoint.MaxPort} are possible.", "Give a port: by it the instance is found again.");
}
