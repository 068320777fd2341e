using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Install-MSSService</c>: has the service manager of the machine start a service, now and with the machine, and again when it ends: systemd, the
/// Windows service manager, or launchd.
/// </summary>
[Cmdlet(VerbsLifecycle.Install, "MSSService", SupportsShouldProcess = true)]
[OutputType(typeof(MssService))]
public sealed class InstallMssServiceCommand : MssServiceCmdlet
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>What the service manager calls it.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    public string Name { get; set; } = ServiceManager.DefaultName;

    /// <summary>The account that it runs as; the own one where omitted. The state folder must be that account's.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z0-9_][A-Za-z0-9_.@\\\\-]{0,63}$")]
    public string? UserName { get; set; }

    /// <summary>Register the service and do not start it.</summary>
    [Parameter]
    public SwitchParameter NoStart { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        string folder = Folder;
        var manager = ServiceManager.Of(Name, UserName);
        string text = manager.TextFor(ServiceProgram.Find().CommandOf(folder, isDetached: false, EvoStreamApi));
        if (!ShouldProcess(manager.Place, $"Write this and {(NoStart ? "register" : "start")} the service:{Environment.NewLine}{text}"))
        {
            return;
        }

        if (HasSettings)
        {
            ServiceHost.Configure(Define());
        }

        manager.Install(text, !NoStart);
        WriteVerbose($"'{manager.Place}' is written; {(NoStart ? "the service starts with the machine" : "the service is started")}.");
        if (!NoStart)
        {
            using var client = ServiceClient.ToFolder(Environment.MachineName, folder);
            WriteObject(ServiceAnswer.Await(client, s_patience, static _ => true, static () => null, StopToken));
        }
    }
}
