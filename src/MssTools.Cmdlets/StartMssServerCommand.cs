using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSServer</c>: serves the groups of a web root over HTTP or HTTPS, in the background.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSServer", SupportsShouldProcess = true)]
[OutputType(typeof(MssServer))]
public sealed class StartMssServerCommand : MssEngineCmdlet
{
    private const string Nothing = "nothing";

    private static readonly ServerDefinition s_defaults = new();

    /// <summary>The folder whose groups are served: what New-MSSStream calls TargetFolder.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("TargetFolder")]
    public string Root { get; set; } = "";

    /// <summary>TCP port, 0 to 65535; 0 takes any free one.</summary>
    [Parameter]
    public int Port { get; set; } = s_defaults.Port;

    /// <summary>The address to listen on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ListenAddressCompleter))]
    public IPAddress Address { get; set; } = s_defaults.Address;

    /// <summary>Listen on all addresses of this machine.</summary>
    [Parameter]
    public SwitchParameter Public { get; set; }

    /// <summary>Serve HTTPS with this certificate, which has its private key.</summary>
    [Parameter]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Serve HTTPS with the certificate of this PFX file.</summary>
    [Parameter]
    public string? CertificatePath { get; set; }

    /// <summary>Password of the PFX file.</summary>
    [Parameter]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>How many seconds a request for an announced fragment waits for it; two fragment lengths where omitted.</summary>
    [Parameter]
    [ValidateRange(0, 600)]
    public double? HoldLimit { get; set; }

    /// <summary>What the manifest of a live group answers that has had no new fragment for three fragment lengths.</summary>
    [Parameter]
    public StaleGroup StaleGroup { get; set; } = s_defaults.StaleGroup;

    /// <summary>Connections at a time; further ones are closed at once.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxConnection { get; set; } = s_defaults.MaxConnections;

    /// <summary>Name and password that viewers need (basic authentication).</summary>
    [Parameter]
    public PSCredential? Credential { get; set; }

    /// <summary>What viewers send in the header <c>Authorization: Bearer</c>.</summary>
    [Parameter]
    public SecureString? Token { get; set; }

    /// <summary>
    /// Decides for each request: gets a ViewerRequest (Path, Query, Headers, Address) as argument and in $_, and lets
    /// the viewer in by writing $true. It runs in a runspace of its own and sees no variables of the session.
    /// </summary>
    [Parameter]
    public ScriptBlock? Authorize { get; set; }

    /// <summary>What a node of a cluster must say of itself to run the server, as <c>key=value</c>; every node does where omitted.</summary>
    [Parameter]
    public string[] NodeLabel { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem() => Attempt(Root, () =>
    {
        ServerDefinition definition = Define();
        if (!ShouldProcess($"{definition.Root} on {definition.Address}:{definition.Port}", "Start server"))
        {
            return;
        }

        MssServer server = Engine.StartServer(definition);
        WriteVerbose($"{server.Url} serves '{server.Root}'; viewers need {Needs()}; "
            + (definition.PageFolder is null ? "there are no pages." : "its page lists the groups and plays them."));
        if (Needs() == Nothing && !IPAddress.IsLoopback(definition.Address))
        {
            WriteWarning($"Everybody who reaches this machine can watch what lies in '{server.Root}': {server.Url} asks for no password. "
                + "Give -Credential, -Token or -Authorize, or listen on the loopback address behind a web server that asks.");
        }

        WriteObject(server);
    });

    private string Needs()
    {
        string[] needed =
        [
            .. Credential is null ? [] : (string[])["a password"],
            .. Token is null ? [] : (string[])["a token"],
            .. Authorize is null ? [] : (string[])["what -Authorize says"],
        ];
        return needed.Length > 0 ? string.Join(" and ", needed) : Nothing;
    }

    private ServerDefinition Define() => new()
    {
        Root = FolderPath(Root),
        Port = Port,
        Address = ListenOn(),
        Certificate = Certificate ?? (CertificatePath is null ? null : CertificateFile.Load(LocalPath(CertificatePath), CertificatePassword)),
        HoldLimit = HoldLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        StaleGroup = StaleGroup,
        MaxConnections = MaxConnection,
        Credential = Credential?.GetNetworkCredential(),
        Token = Token is null ? null : Text(Token),
        Authorize = Authorize is null ? null : new ScriptAuthorizer<ViewerRequest>(Authorize),
        NodeLabels = NodeLabel,
        PageFolder = PlayerPageFolder.Find(),
    };

    private IPAddress ListenOn() => !Public ? Address
        : !MyInvocation.BoundParameters.ContainsKey(nameof(Address)) ? IPAddress.Any
        : throw new MssException(
            MssError.InvalidSetting, $"-Public would listen on more than {Address}.", "Give either -Address or -Public.");

    private static string Text(SecureString secret) => new NetworkCredential("", secret).Password;
}
