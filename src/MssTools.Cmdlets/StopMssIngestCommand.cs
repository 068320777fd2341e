using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSIngest</c>: closes ports; what is published there ends.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSIngest", SupportsShouldProcess = true, DefaultParameterSetName = ByPort)]
[OutputType(typeof(MssIngest))]
public sealed class StopMssIngestCommand : MssEngineCmdlet
{
    private const string ByPort = "Port";
    private const string ByObject = "InputObject";

    /// <summary>The ports to close.</summary>
    [Parameter(ParameterSetName = ByPort, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(IngestPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>Ingests, as Start-MSSIngest and Get-MSSIngest write them, or ports. One of another process closes nothing here.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Write the ingests, as they were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private readonly RowsOfNodes<MssIngest> _rows = new(static ingest => $"{ingest.Port}", static ingest => ingest.Node);

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (int port in ParameterSetName == ByPort ? Port : OfObject(new PipedObject(InputObject!)))
        {
            Attempt(port, () =>
            {
                if (ShouldProcess($"Port {port}", "Stop taking streams from encoders"))
                {
                    MssIngest? ingest = PassThru ? Engine.GetIngests().FirstOrDefault(open => open.Port == port) : null;
                    Engine.StopIngest(port);
                    WriteVerbose($"Port {port} is closed; what was published there has ended.");
                    if (ingest is not null)
                    {
                        WriteObject(ingest);
                    }
                }
            });
        }
    }

    private int[] OfObject(PipedObject piped)
    {
        if (piped.Number is { } port)
        {
            return [port];
        }

        IReadOnlyList<MssIngest> open = _rows.With(Engine.GetIngests());
        List<MssIngest> found = piped.Among<MssIngest, MssIngest>(
            open, nameof(MssIngest.Port), nameof(MssIngest.Address), nameof(MssIngest.Application));
        if (found.Count == 0)
        {
            WriteFailure(piped.Refusal("an ingest or a port", piped.IsOfType<MssIngest>()), InputObject!);
        }

        return [.. _rows.Take(found, open).Select(ingest => ingest.Port)];
    }
}
