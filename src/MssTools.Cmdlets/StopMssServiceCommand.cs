using System.Diagnostics;
using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Stop-MSSService</c>: ends services. Their live groups stay live, and go on with the next start; a service manager that started one starts it again.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSService", SupportsShouldProcess = true, DefaultParameterSetName = ByFolder)]
public sealed class StopMssServiceCommand : MssCmdlet
{
    private const string ByFolder = "StatePath";
    private const string ByName = "Name";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>State folder of a service of this machine; the user's own where omitted, or else the machine's.</summary>
    [Parameter(ParameterSetName = ByFolder, Position = 0)]
    public string? StatePath { get; set; }

    /// <summary>Names of connected services, as Get-MSSService writes them; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Service")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Seconds to wait at most until it has ended.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0, 3600)]
    public double Timeout { get; set; } = 60;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (ParameterSetName == ByFolder)
        {
            string folder = LocalFolder(StatePath ?? StatePaths.ToConnect);
            using var client = ServiceClient.ToFolder(Environment.MachineName, folder);
            Attempt(folder, () => Stop(client));
            return;
        }

        foreach (IMssEngine engine in ServiceConnections.Choose(Name, isGiven: true))
        {
            Attempt(engine.Service, () => Stop(engine as ServiceClient ?? throw new MssException(
                MssError.InvalidSetting, "The engine of the session is no service.", "Give the name of a service.")));
        }
    }

    private void Stop(ServiceClient client)
    {
        MssService service = client.GetService();
        if (!ShouldProcess($"{service.Name} ({service.Address})", "Stop service"))
        {
            return;
        }

        client.StopService();
        var watch = Stopwatch.StartNew();
        while (IsThere(client, service))
        {
            if (watch.Elapsed.TotalSeconds >= Timeout)
            {
                throw new MssException(MssError.TimedOut, $"The service '{service.Name}' has not ended in {Timeout} s; it goes on ending.", "See its log.");
            }

            StopToken.WaitHandle.WaitOne(s_look);
            StopToken.ThrowIfCancellationRequested();
        }

        WriteVerbose($"The service '{service.Name}' has ended. Its live groups stay live and go on with its next start.");
    }

    // Of one that a service manager has started again another process answers.
    private static bool IsThere(ServiceClient client, MssService service)
    {
        try
        {
            return client.GetService().ProcessId == service.ProcessId;
        }
        catch (MssException)
        {
            return false;
        }
    }
}
