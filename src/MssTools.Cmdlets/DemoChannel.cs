namespace MssTools.Cmdlets;

/// <summary>
/// The demo as an engine knows it: a group of these inputs, and the first server of its folder. Nothing else remembers it, so what one session starts
/// another one finds, on a service as well.
/// </summary>
/// <param name="engine">Where it runs.</param>
internal sealed class DemoChannel(IMssEngine engine)
{
    /// <summary>Name of the group and of its folder.</summary>
    public const string GroupName = "demo";

    private static readonly LocalStreamDefinition[] s_inputs =
    [
        Input("low", 256, 144, 200_000),
        Input("mid", 640, 360, 800_000),
        Input("high", 1280, 720, 2_500_000),
    ];

    /// <summary>What was started and not removed, running or not.</summary>
    public IEnumerable<MssGroup> Groups => engine.GetGroups()
        .Where(group => group.GroupName == GroupName && group.Streams.All(stream => s_inputs.Any(input => input.Source == stream.Source)));

    /// <summary>The one that runs; null: none does.</summary>
    public MssGroup? Running => Groups.FirstOrDefault(group => group.State is StreamState.Waiting or StreamState.Running);

    /// <summary>The server of a folder; null: there is none.</summary>
    /// <param name="folder">Full path. A server that the user starts in it later is not the demo's.</param>
    public MssServer? ServerOf(string folder) => engine.GetServers().Where(server => server.Root == folder).MinBy(server => server.Id);

    /// <summary>What the demo packages: a minute can be seen again, and no more than two are kept.</summary>
    /// <param name="folder">Full path of the folder that holds the group's folder.</param>
    /// <param name="isOwn">True where what lies in the group's folder is an earlier demo, which is deleted; else nothing of a group may be there.</param>
    public static StreamDefinition Define(string folder, bool isOwn) => new()
    {
        GroupName = GroupName,
        TargetFolder = folder,
        LocalStreamNames = [.. s_inputs.Select(input => input.Name)],
        Inputs = s_inputs,
        ChunkLength = 2,
        PlaylistType = PlaylistType.Rolling,
        PlaylistLength = 30,
        CleanupDestination = isOwn,
        OverwriteDestination = isOwn,
        Resume = false,
    };

    /// <summary>What users see of it.</summary>
    public MssDemo ToModel(string folder, MssServer server) => new()
    {
        PlayerUrl = $"{server.Url}play/{GroupName}",
        ManifestUrl = $"{server.Url}{GroupName}.isml/Manifest", // manifest.ismc tells Media3 nothing
        GroupName = GroupName,
        TargetFolder = folder,
        ServerId = server.Id,
        Service = engine.Service,
    };

    private static LocalStreamDefinition Input(string name, int width, int height, int bitrate) =>
        new() { Name = name, Source = $"test:?width={width}&height={height}&bitrate={bitrate}&name=DEMO" };
}
