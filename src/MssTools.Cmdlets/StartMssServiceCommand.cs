using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSService</c>: runs the engine in a process of its own, which outlives the shell, or in this one until it is ended.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSService", SupportsShouldProcess = true)]
[OutputType(typeof(MssService), typeof(string))]
public sealed class StartMssServiceCommand : MssServiceCmdlet
{
    /// <summary>
    /// Run the service in this process, for containers, until it is ended by Ctrl+C, SIGTERM or Stop-MSSService. What it logs is written, an object of
    /// JSON a line.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Seconds that a service has to do again all that it was told.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(1, 3600)]
    public double Timeout { get; set; } = 60;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        string folder = Folder;
        if (!ShouldProcess(folder, "Start service"))
        {
            return;
        }

        if (HasSettings)
        {
            ServiceHost.Configure(Define());
        }

        if (Wait)
        {
            new ForegroundService(folder, EvoStreamApi).Run(line => WriteObject(line), StopToken);
            return;
        }

        var process = BackgroundService.Start(folder, EvoStreamApi);
        WriteVerbose($"The service runs with the state folder '{folder}'; it logs to '{ServiceHost.LogOf(folder)}'.");
        WriteObject(process.Await(TimeSpan.FromSeconds(Timeout), StopToken));
    }
}
