using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSServer</c>: snapshots of the running servers.</summary>
[Cmdlet(VerbsCommon.Get, "MSSServer")]
[OutputType(typeof(MssServer))]
public sealed class GetMssServerCommand : MssEngineCmdlet
{
    /// <summary>Ports; all servers where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ServerPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        IReadOnlyList<MssServer> servers = Engine.GetServers();
        if (Port.Length == 0)
        {
            WriteObject(servers, enumerateCollection: true);
        }

        foreach (int port in Port)
        {
            List<MssServer> found = [.. servers.Where(s => s.Port == port)];
            if (found.Count == 0)
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no server on port {port}.", "Start-MSSServer starts one."), port);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}
