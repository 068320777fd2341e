using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSIngest</c>: snapshots of the ports that encoders push to.</summary>
[Cmdlet(VerbsCommon.Get, "MSSIngest")]
[OutputType(typeof(MssIngest))]
public sealed class GetMssIngestCommand : MssEngineCmdlet
{
    /// <summary>Ports. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IngestPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        IReadOnlyList<MssIngest> all = Engine.GetIngests();
        if (Port.Length == 0)
        {
            WriteObject(all, enumerateCollection: true);
        }

        foreach (int port in Port)
        {
            List<MssIngest> found = [.. all.Where(i => i.Port == port)];
            if (found.Count == 0)
            {
                WriteFailure(new MssException(MssError.NotFound, $"Nothing listens on port {port}."), port);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}
