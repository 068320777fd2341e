using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Disconnect-MSSService</c>: has cmdlets act on services no more; the services go on.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "MSSService")]
public sealed class DisconnectMssServiceCommand : MssConnectionCmdlet
{
    /// <inheritdoc/>
    private protected override void Do(Core.ServiceClient client)
    {
        ServiceConnections.Remove(client);
        WriteVerbose($"'{client.Service}' is not connected any more; it goes on.");
    }
}
