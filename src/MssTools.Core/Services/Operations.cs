using static MssTools.Core.Services.Operation;

namespace MssTools.Core.Services;

/// <summary>All that a service can be told. Names of paths and members never change within <c>/v1</c>.</summary>
internal static class Operations
{
    /// <summary>Longest wait for the end of a stream in one request, in seconds; who wants to wait longer asks again.</summary>
    public const double LongestWait = 1;

    public static readonly Operation<Nothing, MssService> GetService =
        new("/v1/service", "What the service is and how it is.", static (engine, _, _) => engine.GetService());

    public static readonly Operation<NoArguments, Done> StopService =
        new("/v1/service/stop", "Ends the service; its broadcasts go on with its next start.", static (engine, _, _) => Act(engine.StopService));

    public static readonly Operation<Nothing, IReadOnlyList<LocalStream>> GetLocalStreams =
        new("/v1/local-streams", "The named inputs.", static (engine, _, _) => engine.GetLocalStreams());

    public static readonly Operation<LocalStreamDefinition, LocalStream> AddLocalStream =
        new("/v1/local-streams/add", "Names an input.", static (engine, request, _) => engine.AddLocalStream(request));

    public static readonly Operation<NameArgument, Answer> RemoveLocalStream =
        new("/v1/local-streams/remove", "Forgets a named input; false: there is none.",
            static (engine, request, _) => new Answer { Value = engine.RemoveLocalStream(request.Name) });

    public static readonly Operation<Nothing, IReadOnlyList<MssIngest>> GetIngests =
        new("/v1/ingests", "The ports that encoders push to.", static (engine, _, _) => engine.GetIngests());

    public static readonly Operation<IngestDefinition, MssIngest> StartIngest =
        new("/v1/ingests/start", "Opens a port that encoders push to.", static (engine, request, _) => engine.StartIngest(request));

    public static readonly Operation<PortArgument, Done> StopIngest =
        new("/v1/ingests/stop", "Closes a port.", static (engine, request, _) => Act(() => engine.StopIngest(request.Port)));

    public static readonly Operation<Nothing, IReadOnlyList<MssStream>> GetStreams =
        new("/v1/streams", "All streams.", static (engine, _, _) => engine.GetStreams());

    public static readonly Operation<StreamDefinition, IReadOnlyList<MssStream>> StartStreams =
        new("/v1/streams/start", "Starts the streams of a group.", static (engine, request, _) => engine.Start(request));

    public static readonly Operation<IdArgument, Done> StopStream =
        new("/v1/streams/stop", "Asks a stream to publish what it holds and to end.", static (engine, request, _) => Act(() => engine.StopStream(request.Id)));

    public static readonly Operation<WaitArguments, Answer> WaitForStream =
        new("/v1/streams/wait", "Waits for the end of a stream, a second at most; true: it has ended.",
            static (engine, request, gone) => new Answer
            {
                Value = engine.WaitForEnd(request.Id, TimeSpan.FromSeconds(Math.Clamp(request.Seconds, 0, LongestWait)), gone),
            });

    public static readonly Operation<IdArgument, Done> RemoveStream =
        new("/v1/streams/remove", "Ends a stream and forgets it.", static (engine, request, _) => Act(() => engine.Remove(request.Id)));

    public static readonly Operation<Nothing, IReadOnlyList<MssGroup>> GetGroups =
        new("/v1/groups", "All groups.", static (engine, _, _) => engine.GetGroups());

    public static readonly Operation<RemoveGroupArguments, Left> RemoveGroup =
        new("/v1/groups/remove", "Ends a group and forgets it; its files go where that is asked for.",
            static (engine, request, gone) => new Left
            {
                Files = engine.RemoveGroup(new GroupIdentity(request.GroupName, request.TargetFolder), request.DeleteFile, gone),
            });

    public static readonly Operation<StreamDefinition, GroupFiles> CountFiles =
        new("/v1/groups/count-files", "What a group has in one of its folders.", static (engine, request, _) => engine.CountFiles(request));

    public static readonly Operation<PathArgument, Count> CountRenditions =
        new("/v1/inputs/count-renditions", "How many renditions a file has.",
            static (engine, request, _) => new Count { Value = engine.CountRenditions(request.Path) });

    public static readonly Operation<Nothing, IReadOnlyList<MssServer>> GetServers =
        new("/v1/servers", "The origin servers.", static (engine, _, _) => engine.GetServers());

    public static readonly Operation<ServerDefinition, MssServer> StartServer =
        new("/v1/servers/start", "Serves the groups below a folder over HTTP.", static (engine, request, _) => engine.StartServer(request));

    public static readonly Operation<IdArgument, Done> StopServer =
        new("/v1/servers/stop", "Stops a server and its publishing points.", static (engine, request, _) => Act(() => engine.StopServer(request.Id)));

    public static readonly Operation<Nothing, IReadOnlyList<MssPublishingPoint>> GetPoints =
        new("/v1/publishing-points", "The publishing points.", static (engine, _, _) => engine.GetPoints());

    public static readonly Operation<PointDefinition, MssPublishingPoint> AddPoint =
        new("/v1/publishing-points/add", "Makes a publishing point.", static (engine, request, _) => engine.AddPoint(request));

    public static readonly Operation<PointArguments, Done> StopPoint =
        new("/v1/publishing-points/stop", "Ends the broadcast of a publishing point.",
            static (engine, request, _) => Act(() => engine.StopPoint(request.ServerId, request.Name)));

    public static readonly Operation<PointArguments, Done> StartPoint =
        new("/v1/publishing-points/start", "Has a publishing point take encoders again.",
            static (engine, request, _) => Act(() => engine.StartPoint(request.ServerId, request.Name)));

    public static readonly Operation<PointArguments, Done> RemovePoint =
        new("/v1/publishing-points/remove", "Ends the broadcast of a publishing point and forgets it.",
            static (engine, request, _) => Act(() => engine.RemovePoint(request.ServerId, request.Name)));

    public static readonly StreamedOperation<ClipDefinition, MssClip> SaveClip =
        new("/v1/clips/save", "Makes a stretch of a group a recorded group.",
            static (engine, request, line, gone) => line(new() { Item = engine.SaveClip(request, Show(line), gone) }));

    public static readonly StreamedOperation<ExportDefinition, MssExport> Export =
        new("/v1/exports/make", "Makes files of a group.",
            static (engine, request, line, gone) => line(new() { Item = engine.Export(request, Show(line), gone) }));

    public static readonly StreamedOperation<CapacityDefinition, MssCapacity> MeasureCapacity =
        new("/v1/capacity/measure", "Measures how many live channels the machine takes, and how fast it packages recordings; it loads the machine meanwhile.",
            static (engine, request, line, gone) => line(new() { Item = engine.MeasureCapacity(request, Show(line), gone) }));

    public static readonly StreamedOperation<RepairDefinition, MssRepair> PlanRepair =
        new("/v1/repairs/plan", "Says what a repair of a group would do.",
            static (engine, request, line, gone) => line(new() { Item = engine.Repair(request, static _ => false, Show(line), gone) }));

    public static readonly StreamedOperation<RepairDefinition, MssRepair> Repair =
        new("/v1/repairs/make", "Rebuilds the manifest of a group.",
            static (engine, request, line, gone) => line(new() { Item = engine.Repair(request, static _ => true, Show(line), gone) }));

    public static readonly StreamedOperation<CompareDefinition, MssDifference> Compare =
        new("/v1/comparisons/make", "Says in what two groups differ.",
            static (engine, request, line, gone) => Each(engine.CompareAsync(request, gone), line, gone));

    public static readonly StreamedOperation<CheckDefinition, MssFinding> Check =
        new("/v1/checks/make", "Checks a presentation.",
            static (engine, request, line, gone) => Each(engine.CheckAsync(request, gone), line, gone));

    public static readonly Operation<ServerConfigArguments, Text> ExportServerConfig =
        new("/v1/server-configs/make", "A configuration by which another web server serves a folder.",
            static (engine, request, _) => new Text { Value = engine.ExportServerConfig(request.Kind, request.Root, request.Port, request.Origin) });

    public static readonly Operation<EnsureArguments<LocalStreamDefinition>, MssChange> EnsureLocalStream =
        new("/v1/local-streams/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<EnsureArguments<IngestDefinition>, MssChange> EnsureIngest =
        new("/v1/ingests/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<EnsureArguments<ServerDefinition>, MssChange> EnsureServer =
        new("/v1/servers/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<EnsureArguments<PointDefinition>, MssChange> EnsurePoint =
        new("/v1/publishing-points/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<EnsureArguments<StreamDefinition>, MssChange> EnsureGroup =
        new("/v1/groups/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<Nothing, IReadOnlyList<MssEventReceiver>> GetReceivers =
        new("/v1/event-receivers", "The webhooks and files that get events.", static (engine, _, _) => engine.GetReceivers());

    public static readonly Operation<EventReceiverDefinition, MssEventReceiver> AddReceiver =
        new("/v1/event-receivers/add", "Has a webhook or a file get events.", static (engine, request, _) => engine.AddReceiver(request));

    public static readonly Operation<NameArgument, Done> RemoveReceiver =
        new("/v1/event-receivers/remove", "Ends a receiver of events and forgets it.",
            static (engine, request, _) => Act(() => engine.RemoveReceiver(request.Name)));

    public static readonly Operation<EnsureArguments<EventReceiverDefinition>, MssChange> EnsureReceiver =
        new("/v1/event-receivers/ensure", "Has it be as defined; with isPlan only says what would be done.",
            static (engine, request, _) => engine.Ensure(request.Definition, request.IsPlan));

    public static readonly Operation<Nothing, MssConfiguration> GetConfiguration =
        new("/v1/configuration", "All that the service was told, with stars in the place of secrets.", static (engine, _, _) => engine.GetConfiguration(), isShown: true);

    public static readonly Operation<Nothing, IReadOnlyList<MssNode>> GetNodes =
        new("/v1/nodes", "The nodes of the cluster.", static (engine, _, _) => engine.GetNodes());

    public static readonly Operation<MoveGroupArguments, Text> MoveGroup =
        new("/v1/groups/move", "Has a group go on at another node; the answer is the name of that node.",
            static (engine, request, _) => new Text { Value = engine.MoveGroup(new GroupIdentity(request.GroupName, request.TargetFolder), request.Node) });

    public static readonly Operation<NameArgument, Done> SuspendNode =
        new("/v1/nodes/suspend", "Has a node take no groups any more, and what it has go on elsewhere.",
            static (engine, request, _) => Act(() => engine.SuspendNode(request.Name)));

    public static readonly Operation<NameArgument, Done> ResumeNode =
        new("/v1/nodes/resume", "Has a node take groups again.", static (engine, request, _) => Act(() => engine.ResumeNode(request.Name)));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        GetService, StopService,
        GetLocalStreams, AddLocalStream, RemoveLocalStream,
        GetIngests, StartIngest, StopIngest,
        GetStreams, StartStreams, StopStream, WaitForStream, RemoveStream,
        GetGroups, RemoveGroup, CountFiles, CountRenditions,
        GetServers, StartServer, StopServer,
        GetPoints, AddPoint, StopPoint, StartPoint, RemovePoint,
        SaveClip, Export, MeasureCapacity, PlanRepair, Repair, Compare, Check, ExportServerConfig,
        EnsureLocalStream, EnsureIngest, EnsureServer, EnsurePoint, EnsureGroup,
        GetReceivers, AddReceiver, RemoveReceiver, EnsureReceiver, GetConfiguration,
        GetNodes, MoveGroup, SuspendNode, ResumeNode,
    ];

    private static Done Act(Action act)
    {
        act();
        return new Done();
    }

    private static Action<int, int> Show<T>(Action<StreamedLine<T>> line)
        where T : class
    {
        int shown = -1;
        return (done, all) =>
        {
            int percent = (int)(100L * done / Math.Max(all, 1));
            if (percent != shown)
            {
                shown = percent;
                line(new StreamedLine<T> { Progress = new SentProgress { Done = done, All = all } });
            }
        };
    }

    private static void Each<T>(IAsyncEnumerable<T> items, Action<StreamedLine<T>> line, CancellationToken gone)
        where T : class
    {
        foreach (T item in items.ToBlockingEnumerable(gone))
        {
            line(new StreamedLine<T> { Item = item });
        }
    }

    internal sealed record NoArguments;

    internal sealed record Done;

    internal sealed record Answer
    {
        public bool Value { get; init; }
    }

    internal sealed record Text
    {
        public string Value { get; init; } = "";
    }

    internal sealed record Count
    {
        public int Value { get; init; }
    }

    internal sealed record Left
    {
        public int Files { get; init; }
    }

    internal sealed record EnsureArguments<T>
        where T : new()
    {
        public T Definition { get; init; } = new();

        public bool IsPlan { get; init; }
    }

    internal sealed record NameArgument
    {
        public string Name { get; init; } = "";
    }

    internal sealed record IdArgument
    {
        public int Id { get; init; }
    }

    internal sealed record PortArgument
    {
        public int Port { get; init; }
    }

    internal sealed record PathArgument
    {
        public string Path { get; init; } = "";
    }

    internal sealed record WaitArguments
    {
        public int Id { get; init; }

        public double Seconds { get; init; } = LongestWait;
    }

    internal sealed record PointArguments
    {
        public int ServerId { get; init; }

        public string Name { get; init; } = "";
    }

    internal sealed record RemoveGroupArguments
    {
        public string GroupName { get; init; } = "";

        public string TargetFolder { get; init; } = "";

        public bool DeleteFile { get; init; }
    }

    internal sealed record MoveGroupArguments
    {
        public string GroupName { get; init; } = "";

        public string TargetFolder { get; init; } = "";

        public string? Node { get; init; }
    }

    internal sealed record ServerConfigArguments
    {
        public ServerConfigKind Kind { get; init; }

        public string Root { get; init; } = "";

        public int Port { get; init; } = ServerDefinition.DefaultPort;

        public Uri? Origin { get; init; }
    }
}
