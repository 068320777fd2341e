using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Connect-MSSService</c>: has cmdlets act on a service, of this machine or another one. Those without -Service act on all that were connected to.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "MSSService", DefaultParameterSetName = ByFolder)]
[OutputType(typeof(MssService))]
public sealed class ConnectMssServiceCommand : MssCmdlet
{
    private const string ByFolder = "StatePath";
    private const string ByHost = "ComputerName";

    /// <summary>State folder of a service of this machine; the user's own where omitted, or else the machine's.</summary>
    [Parameter(ParameterSetName = ByFolder, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string? StatePath { get; set; }

    /// <summary>Names or addresses of machines whose services have a port.</summary>
    [Parameter(ParameterSetName = ByHost, Mandatory = true)]
    [Alias("CN", "HostName")]
    [ValidateNotNullOrEmpty]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The port.</summary>
    [Parameter(ParameterSetName = ByHost)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = ServiceDefinition.DefaultPort;

    /// <summary>User and password.</summary>
    [Parameter(ParameterSetName = ByHost, Mandatory = true)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>Take a certificate that nobody trusts, for tests.</summary>
    [Parameter(ParameterSetName = ByHost)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>What -Service calls it; the name of the machine where omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (ParameterSetName == ByFolder)
        {
            string folder = LocalFolder(StatePath ?? StatePaths.ToConnect);
            Attempt(folder, () => Connect(ServiceClient.ToFolder(Name ?? Environment.MachineName, folder)));
            return;
        }

        if (Name is not null && ComputerName.Length > 1)
        {
            throw new MssException(
                MssError.InvalidSetting, $"The name '{Name}' is given for {ComputerName.Length} machines.", "Connect to each with a name of its own.");
        }

        foreach (string host in ComputerName)
        {
            Attempt(host, () => Connect(ServiceClient.ToHost(Name ?? host, host, Port, Credential.GetNetworkCredential(), SkipCertificateCheck)));
        }
    }

    // Only what answers is connected to.
    private void Connect(ServiceClient client)
    {
        MssService service = client.GetService();
        ServiceConnections.Add(client);
        WriteVerbose($"Cmdlets act on the service '{service.Name}' at '{service.Address}' now, which has {service.GroupCount} groups.");
        WriteObject(service);
    }
}
