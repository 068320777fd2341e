using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSIngest</c>: closes ports; what is published there ends.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSIngest", SupportsShouldProcess = true)]
public sealed class StopMssIngestCommand : MssCmdlet
{
    /// <summary>The ports to close.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IngestPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (int port in Port)
        {
            Attempt(port, () =>
            {
                if (ShouldProcess($"Port {port}", "Stop taking streams from encoders"))
                {
                    MssEngine.Current.StopIngest(port);
                }
            });
        }
    }
}
