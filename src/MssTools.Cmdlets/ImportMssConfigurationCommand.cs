using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Import-MSSConfiguration</c>: has an engine be as a file says: starts what is missing, changes what differs, and leaves alone what is so.
/// </summary>
[Cmdlet(VerbsData.Import, "MSSConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(MssChange))]
public sealed class ImportMssConfigurationCommand : MssEngineCmdlet
{
    /// <summary>The file: .json, or .psd1. Relative paths in it start from its folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>End what runs and is not in the file. Files of groups stay.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        string file = LocalPath(Path);
        MssConfiguration wanted = new ConfigurationFile(file, new ConfigurationValues(this)).Read(Engine);
        int changed = 0;
        foreach (EventReceiverDefinition receiver in wanted.EventReceivers)
        {
            Decide($"event receiver '{receiver.Name}'", plan => Engine.Ensure(receiver, plan), static _ => "");
        }

        foreach (LocalStreamDefinition input in wanted.LocalStreams)
        {
            Decide($"local stream '{input.Name}'", plan => Engine.Ensure(input, plan), Name(input));
        }

        foreach (IngestDefinition ingest in wanted.Ingests)
        {
            Decide($"ingest {ingest.Port}", plan => Engine.Ensure(ingest, plan), static _ => "");
        }

        foreach (ServerDefinition server in wanted.Servers)
        {
            Decide($"server on port {server.Port}", plan => Engine.Ensure(server, plan), _ => $" It serves '{server.Root}'.");
        }

        foreach (MssConfiguredPoint point in wanted.PublishingPoints)
        {
            Decide($"publishing point '{point.Definition.Name}'", plan => Ensure(point, plan), static _ => "");
        }

        foreach (StreamDefinition group in wanted.Groups)
        {
            Decide($"group '{group.GroupName}'", plan => Engine.Ensure(group, plan), _ => " " + GroupPlan.Of(group));
        }

        if (Prune)
        {
            foreach (PrunedItem item in PrunedItem.Of(Engine, wanted))
            {
                Attempt(item.Name, () =>
                {
                    if (ShouldProcess($"{item.Kind} '{item.Name}'", "Stop: it is not in the file"))
                    {
                        item.Stop(StopToken);
                        Write(item.ToChange(isDone: true, Engine.Service));
                    }
                });
            }
        }

        WriteVerbose(changed == 0 ? $"'{file}': everything is as it says." : $"'{file}': {changed} changes.");

        void Decide(string what, Func<bool, MssChange> ensure, Func<MssChange, string> tell) => Attempt(what, () =>
        {
            MssChange plan = ensure(true);
            if (plan.Action == MssChangeAction.None)
            {
                WriteObject(plan);
            }
            else if (ShouldProcess($"{plan.Kind} '{plan.Name}'", $"{plan.Action}{Reasons(plan)}{tell(plan)}"))
            {
                Write(ensure(false));
            }
        });

        void Write(MssChange change)
        {
            changed++;
            WriteObject(change);
        }
    }

    private static Func<MssChange, string> Name(LocalStreamDefinition input) => _ => $" It stands for '{Core.MssEngine.Shown(input.Source)}'.";

    private static string Reasons(MssChange plan) => plan.Differences.Count == 0 ? "." : $": {string.Join(" ", plan.Differences)}";

    // With a plan the server may be one that is yet to be started.
    private MssChange Ensure(MssConfiguredPoint point, bool isPlan)
    {
        MssServer? server = Engine.GetServers().FirstOrDefault(s => s.Port == point.ServerPort);
        if (server is null && isPlan)
        {
            return new MssChange { Kind = "publishing point", Name = point.Definition.Name, Action = MssChangeAction.Start };
        }

        return server is not null
            ? Engine.Ensure(point.Definition with { ServerId = server.Id }, isPlan)
            : throw new MssException(
                MssError.NotFound,
                $"The publishing point '{point.Definition.Name}' is on port {point.ServerPort}, where no server runs.",
                "Add a server with this port to the file.");
    }
}
