using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Export-MSSServerConfig</c>: a configuration by which nginx, Caddy or IIS serves a web root as we do.</summary>
[Cmdlet(VerbsData.Export, "MSSServerConfig", SupportsShouldProcess = true)]
[OutputType(typeof(string))]
public sealed class ExportMssServerConfigCommand : MssEngineCmdlet
{
    /// <summary>The web server to write for.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ServerConfigKind As { get; set; }

    /// <summary>The folder whose groups are served.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Root { get; set; } = "";

    /// <summary>The port to listen on. IIS has it in the site's bindings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = ServerDefinition.DefaultPort;

    /// <summary>
    /// Our server, which is asked for fragments that are announced and not there yet, and for parts of fragments. For nginx and Caddy.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServerUrlCompleter))]
    public Uri? Origin { get; set; }

    /// <summary>Write to this file, which is replaced, instead of the pipeline.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem() => Attempt(Root, () =>
    {
        string text = Engine.ExportServerConfig(As, FolderPath(Root), Port, Origin);
        if (Path is null)
        {
            WriteObject(text);
            return;
        }

        string file = LocalPath(Path);
        if (ShouldProcess(file, $"Write configuration for {As}"))
        {
            Write(file, text);
            WriteVerbose($"Wrote {text.Length} characters for {As} to '{file}'.");
        }
    });

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{file}' cannot be written: {failure.Message}", innerException: failure);
        }
    }
}
