using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSServer</c>: closes a server and its connections.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSServer", SupportsShouldProcess = true, DefaultParameterSetName = ByPort)]
[OutputType(typeof(MssServer))]
public sealed class StopMssServerCommand : MssEngineCmdlet
{
    private const string ByPort = "Port";
    private const string ById = "Id";
    private const string ByObject = "InputObject";

    /// <summary>Ports of the servers; the one that runs where omitted, if it is the only one.</summary>
    [Parameter(ParameterSetName = ByPort, Position = 0)]
    [ArgumentCompleter(typeof(ServerPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>Numbers of the servers, as Get-MSSServer shows them.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true)]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Servers, as Start-MSSServer and Get-MSSServer write them, or ports. One of another process stops nothing here.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Write the servers, as they were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private readonly RowsOfNodes<MssServer> _rows = new(static server => $"{server.Id}", static server => server.Node);

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        IReadOnlyList<MssServer> running = _rows.With(Engine.GetServers());
        foreach (MssServer server in _rows.Take(Selected(running), running).Where(s => ShouldProcess($"{s.Url} ({s.Root})", "Stop server")))
        {
            Attempt(server, () =>
            {
                Engine.StopServer(server.Id);
                WriteVerbose($"{server.Url} is closed after {server.Requests} requests.");
                if (PassThru)
                {
                    WriteObject(server);
                }
            });
        }
    }

    private IEnumerable<MssServer> Selected(IReadOnlyList<MssServer> running) => ParameterSetName switch
    {
        ById => Id.SelectMany(id => Found(running.Where(s => s.Id == id), id)),
        ByObject => OfObject(running, new PipedObject(InputObject!)),
        _ when Port.Length > 0 => Port.SelectMany(port => Found(running.Where(s => s.Port == port), port)),
        _ when running.DistinctBy(s => s.Id).Count() is > 1 and int count => throw new MssException(
            MssError.InvalidSetting,
            $"{count} servers run, on the ports {string.Join(", ", running.Select(s => s.Port).Distinct())}.",
            "Say which with -Port, or pipe Get-MSSServer to stop all."),
        _ when running.Count == 0 => throw new MssException(MssError.NotFound, "No server runs.", "Get-MSSServer lists what runs."),
        _ => running,
    };

    private List<MssServer> OfObject(IReadOnlyList<MssServer> running, PipedObject piped)
    {
        if (piped.Number is { } port)
        {
            return Found(running.Where(s => s.Port == port), port);
        }

        List<MssServer> found = piped.Among<MssServer, MssServer>(
            running, nameof(MssServer.Id), nameof(MssServer.Url), nameof(MssServer.Root));
        if (found.Count == 0)
        {
            WriteFailure(piped.Refusal("a server or a port", piped.IsOfType<MssServer>()), InputObject!);
        }

        return found;
    }

    private List<MssServer> Found(IEnumerable<MssServer> servers, int number)
    {
        List<MssServer> found = [.. servers];
        if (found.Count == 0)
        {
            string what = ParameterSetName == ById ? "number" : "port";
            WriteFailure(
                new MssException(MssError.NotFound, $"There is no server of {what} {number}.", "Get-MSSServer lists what runs."), number);
        }

        return found;
    }
}
