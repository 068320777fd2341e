using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSDemo</c>: a live channel of synthetic picture and sound, with the server and the page that plays it.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSDemo", SupportsShouldProcess = true)]
[OutputType(typeof(MssDemo))]
public sealed class StartMssDemoCommand : MssEngineCmdlet
{
    private static readonly ServerDefinition s_defaults = new();

    /// <summary>The folder that gets the group's folder; one in the temporary folder of the user where omitted.</summary>
    [Parameter(Position = 0)]
    public string? TargetFolder { get; set; }

    /// <summary>TCP port, 0 to 65535; 0, and one that is taken, is any free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = s_defaults.Port;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        var channel = new DemoChannel(Engine);
        string? running = channel.Running?.TargetFolder;
        if (running is not null && channel.ServerOf(running) is { } server)
        {
            WarnOfOther(running, server);
            WriteVerbose($"The demo runs {Where} already.");
            WriteObject(channel.ToModel(running, server));
            return;
        }

        string[] folders = running is not null ? [running] : [.. Folders(channel)];
        if (!ShouldProcess($"{DemoChannel.Define(folders[0], isOwn: false)} on {s_defaults.Address}:{Port}", "Start demo"))
        {
            return;
        }

        StreamDefinition? started = running is null ? StartGroup(folders, channel) : null;
        try
        {
            string folder = started?.TargetFolder ?? folders[0];
            WriteObject(channel.ToModel(folder, channel.ServerOf(folder) ?? StartServer(folder)));
        }
        catch (MssException) when (started is not null)
        {
            Engine.RemoveGroup(started.Identity, deleteFile: true, StopToken); // nobody could see it
            throw;
        }
    }

    private void WarnOfOther(string folder, MssServer server)
    {
        if (TargetFolder is not null && FolderPath(TargetFolder) != folder)
        {
            WriteWarning($"The demo runs in '{folder}' already. Stop-MSSDemo ends it, then another folder can be given.");
        }

        if (MyInvocation.BoundParameters.ContainsKey(nameof(Port)) && Port != 0 && Port != server.Port)
        {
            WriteWarning($"The demo runs on port {server.Port} already. Stop-MSSDemo ends it, then another port can be given.");
        }
    }

    private IEnumerable<string> Folders(DemoChannel channel) => TargetFolder is not null ? [Unserved(FolderPath(TargetFolder), channel)]
        : Engine.IsHere ? DemoFolders.Of(Engine.Service)
        : throw new MssException(
            MssError.InvalidSetting,
            $"The service '{Engine.Service}' runs on another machine, whose temporary folder is not known here.",
            "Give -TargetFolder with a full path of that machine.");

    // Stop-MSSDemo could not tell the server from its own; that of a demo that has ended is its own.
    private static string Unserved(string folder, DemoChannel channel) =>
        channel.ServerOf(folder) is not { } server || channel.Groups.Any(group => group.TargetFolder == folder)
        ? folder
        : throw new MssException(
            MssError.InvalidTarget,
            $"'{folder}' is served by {server.Url} already, and the demo has a server of its own.",
            "Give another -TargetFolder, or none.");

    private StreamDefinition StartGroup(string[] folders, DemoChannel channel)
    {
        bool isOwn = TargetFolder is null || channel.Groups.Any(group => group.TargetFolder == folders[0]);
        for (int i = 0; ; i++)
        {
            StreamDefinition definition = DemoChannel.Define(folders[i], isOwn);
            try
            {
                IReadOnlyList<MssStream> streams = Engine.Start(definition);
                WriteVerbose($"Packaging into '{definition.ManifestPath}': {string.Join(", ", streams.Select(stream => stream.Source))}.");
                return definition;
            }
            catch (MssException inUse) when (inUse.Code == MssError.GroupInUse && i + 1 < folders.Length)
            {
                WriteVerbose($"The demo of another process has '{definition.GroupFolder}'.");
            }
            catch (MssException other) when (other.Code == MssError.AlreadyExists)
            {
                throw new MssException(
                    MssError.AlreadyExists,
                    $"'{definition.GroupFolder}' holds a group already, which stays as it is.",
                    "Give another -TargetFolder, or none. If it is what an earlier demo left, delete the folder.",
                    other);
            }
        }
    }

    private MssServer StartServer(string folder)
    {
        var definition = new ServerDefinition { Root = folder, Port = Port, PageFolder = PlayerPageFolder.Find() };
        MssServer server;
        try
        {
            server = Engine.StartServer(definition);
        }
        catch (MssException taken) when (taken.Code == MssError.AddressInUse)
        {
            server = Engine.StartServer(definition with { Port = 0 });
            WriteWarning($"Port {Port} is taken: the demo is on port {server.Port}.");
        }

        WriteVerbose($"{server.Url} serves '{server.Root}' to this machine alone. The page plays when the first fragments are there, after some 15 s.");
        return server;
    }
}
