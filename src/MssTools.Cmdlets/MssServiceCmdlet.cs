using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>What a cmdlet needs that makes a service: its folder, and the port that other machines reach it at.</summary>
public abstract class MssServiceCmdlet : MssCmdlet
{
    /// <summary>The folder that holds what the service was told. That of the machine's service for administrators, else the user's own, where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string? StatePath { get; set; }

    /// <summary>TCP port for other machines, over TLS and with a password; 0 takes a free one. None where omitted.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int? Port { get; set; }

    /// <summary>The address that the port is opened on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ListenAddressCompleter))]
    public System.Net.IPAddress Address { get; set; } = new ServiceDefinition().Address;

    /// <summary>The certificate of the port, with its private key.</summary>
    [Parameter]
    public System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate { get; set; }

    /// <summary>The certificate of the port, as a PFX file.</summary>
    [Parameter]
    public string? CertificatePath { get; set; }

    /// <summary>Password of the PFX file.</summary>
    [Parameter]
    public System.Security.SecureString? CertificatePassword { get; set; }

    /// <summary>User and password that are asked for at the port.</summary>
    [Parameter]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Take commands of EvoStream Media Server, too, in their form of HTTP, <c>/createMSSStream?params=</c> and the settings in base64, with the answers that
    /// scripts know. It is so for as long as the service runs.
    /// </summary>
    [Parameter]
    public SwitchParameter EvoStreamApi { get; set; }

    /// <summary>
    /// The store of a cluster that the service is a node of: <c>redis://host</c>, with user and password where it wants them, <c>rediss</c> over TLS; or
    /// <c>postgres://user:password@host/database</c>. It is sealed in the state folder.
    /// </summary>
    [Parameter]
    public Uri? Cluster { get; set; }

    /// <summary>Name of the node in its cluster; that of the machine where omitted.</summary>
    [Parameter]
    public string? NodeName { get; set; }

    /// <summary>What the node says of itself, as <c>key=value</c>; -NodeLabel of New-MSSStream asks for it.</summary>
    [Parameter]
    public string[] Label { get; set; } = [];

    /// <summary>The address of this machine at which the other nodes reach it, in a network that only nodes are in.</summary>
    [Parameter]
    public System.Net.IPAddress NodeAddress { get; set; } = new ServiceDefinition().NodeAddress;

    /// <summary>TCP port for the other nodes; the first free one from 11111 on where omitted.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int NodePort { get; set; }

    /// <summary>Full path of the state folder.</summary>
    private protected string Folder => LocalFolder(StatePath ?? StatePaths.ToStart);

    /// <summary>True where settings are given: they take the place of those that are kept.</summary>
    private protected bool HasSettings =>
        new[] { nameof(Port), nameof(Address), nameof(Certificate), nameof(CertificatePath), nameof(Credential), nameof(Cluster), nameof(NodeName), nameof(NodeAddress), nameof(NodePort), nameof(Label) }.Any(MyInvocation.BoundParameters.ContainsKey);

    /// <summary>The service, as it is to be.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    private protected ServiceDefinition Define()
    {
        var definition = new ServiceDefinition
        {
            StatePath = Folder,
            Port = Port,
            Address = Address,
            Certificate = Certificate ?? (CertificatePath is null ? null : CertificateFile.Load(LocalPath(CertificatePath), CertificatePassword)),
            Credential = Credential?.GetNetworkCredential(),
            Cluster = Cluster,
            NodeName = NodeName,
            NodeLabels = Label,
            NodeAddress = NodeAddress,
            NodePort = NodePort,
        };
        definition.Validate();
        return definition;
    }
}
