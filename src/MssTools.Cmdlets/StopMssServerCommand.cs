using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSServer</c>: closes a server and its connections.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSServer", SupportsShouldProcess = true, DefaultParameterSetName = ByPort)]
public sealed class StopMssServerCommand : MssCmdlet
{
    private const string ByPort = "Port";
    private const string ById = "Id";

    /// <summary>Ports of the servers.</summary>
    [Parameter(ParameterSetName = ByPort, Mandatory = true, Position = 0)]
    public int[] Port { get; set; } = [];

    /// <summary>Numbers of the servers, as Get-MSSServer shows them.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (int number in ParameterSetName == ById ? Id : Port)
        {
            List<MssServer> found =
                [.. MssEngine.Current.GetServers().Where(s => (ParameterSetName == ById ? s.Id : s.Port) == number)];
            if (found.Count == 0)
            {
                WriteFailure(
                    new MssException(
                        MssError.NotFound,
                        $"There is no server of {ParameterSetName} {number}.",
                        "Get-MSSServer lists what runs."),
                    number);
            }

            foreach (MssServer server in found.Where(s => ShouldProcess($"{s.Url} ({s.Root})", "Stop server")))
            {
                Attempt(server, () => MssEngine.Current.StopServer(server.Id));
            }
        }
    }
}
