using MssTools.Core.Inputs;

namespace MssTools.Core.EvoStream;

/// <summary>The definitions that cmdlets make of the arguments of a call. What is not given has the default of the definition, as there.</summary>
internal static class CallDefinitions
{
    /// <summary>What New-MSSStream makes.</summary>
    /// <exception cref="MssException">InvalidSetting: a path is no full one, or a value cannot be.</exception>
    public static StreamDefinition Group(EvoStreamCall call)
    {
        StreamDefinition definition = call.Arguments.Aggregate(new StreamDefinition(), With);
        return definition.GroupName.Length > 0 ? definition : definition with { GroupName = StreamDefinition.NameOf(definition.LocalStreamNames) };
    }

    /// <summary>What Add-MSSLocalStream makes.</summary>
    /// <exception cref="MssException">InvalidSetting: a path is no full one.</exception>
    public static LocalStreamDefinition LocalStream(EvoStreamCall call)
    {
        string input = (string)(call.Value("Uri") ?? call.Value("Path"))!;
        string source = LocalStreamDefinition.PathIn(input) ?? input;
        return new LocalStreamDefinition
        {
            Name = (string)call.Value("Name")!,
            Source = SourceFactory.IsAddress(source) ? source : Full("uri", source),
        };
    }

    /// <summary>What Start-MSSIngest makes.</summary>
    public static IngestDefinition Ingest(EvoStreamCall call) =>
        new() { StreamKeys = (IReadOnlyDictionary<string, string>)call.Value("StreamKey")! };

    private static StreamDefinition With(StreamDefinition definition, EvoStreamArgument argument) => (argument.Parameter, argument.Value) switch
    {
        ("LocalStreamName", IReadOnlyList<string> names) => definition with { LocalStreamNames = names },
        ("Bandwidth", long[] rates) => definition with { Bandwidths = rates },
        ("AudioBitrate", long[] rates) => definition with { AudioBitrates = rates },
        ("VideoBitrate", long[] rates) => definition with { VideoBitrates = rates },
        ("TargetFolder", string folder) => definition with
        {
            TargetFolder = ObjectAddress.IsOne(folder) ? ObjectAddress.Parse(folder).ToString() : Path.TrimEndingDirectorySeparator(Full("targetFolder", folder)),
        },
        ("GroupName", string name) => definition with { GroupName = name },
        ("ManifestName", string name) => definition with { ManifestName = name },
        ("PlaylistType", string word) => definition with { PlaylistType = Enum.Parse<PlaylistType>(word) },
        ("PlaylistLength", long number) => definition with { PlaylistLength = Int(argument, number) },
        ("ChunkLength", long number) => definition with { ChunkLength = Int(argument, number) },
        ("StaleRetentionCount", long number) => definition with { StaleRetentionCount = Int(argument, number) },
        ("ChunkOnIdr", bool flag) => definition with { ChunkOnIdr = flag },
        ("KeepAlive", bool flag) => definition with { KeepAlive = flag },
        ("OverwriteDestination", bool flag) => definition with { OverwriteDestination = flag },
        ("CleanupDestination", bool flag) => definition with { CleanupDestination = flag },
        ("IsLive", bool flag) => definition with { IsLive = flag },
        ("IsmType", string word) => definition with { IsmType = Enum.Parse<IsmType>(word) },
        ("PublishingPoint", string address) => definition with { Push = definition.Push with { Points = [Point(address)] } },
        ("IngestMode", string word) => definition with { Push = definition.Push with { Mode = Enum.Parse<IngestMode>(word) } },
        _ => throw new ArgumentException($"-{argument.Parameter} is no setting of a group.", nameof(argument)),
    };

    private static int Int(EvoStreamArgument argument, long number) => number <= int.MaxValue
        ? (int)number
        : throw new MssException(MssError.InvalidSetting, $"{argument.Parameter} is {number}, which is too much.");

    // What is no address is not shown: a password may be in it.
    private static Uri Point(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? point) && point.Scheme is "http" or "https"
        ? point
        : throw new MssException(MssError.InvalidSetting, "publishingPoint is no http or https address.", "Give an address such as http://host/live/channel.isml.");

    private static string Full(string setting, string path) => Path.IsPathFullyQualified(path)
        ? Path.GetFullPath(path)
        : throw new MssException(
            MssError.InvalidSetting,
            $"{setting} is '{path}', which begins at the folder of the media server, and a service has none.",
            "Give the full path, such as /var/evo-webroot.");
}
