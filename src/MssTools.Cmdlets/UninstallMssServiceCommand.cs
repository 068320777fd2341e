using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Uninstall-MSSService</c>: has the service manager end a service and start it no more. What it was told stays in its state folder, and what it
/// published where it is.
/// </summary>
[Cmdlet(VerbsLifecycle.Uninstall, "MSSService", SupportsShouldProcess = true)]
public sealed class UninstallMssServiceCommand : MssCmdlet
{
    /// <summary>What the service manager calls it.</summary>
    [Parameter(Position = 0)]
    [ValidatePattern("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    public string Name { get; set; } = ServiceManager.DefaultName;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        var manager = ServiceManager.Of(Name, userName: null);
        if (!manager.IsInstalled)
        {
            throw new MssException(
                MssError.NotFound, $"There is no '{manager.Place}'.", "Check -Name; Install-MSSService makes it. The service of another account is removed by that account.");
        }

        if (ShouldProcess(manager.Place, "End the service and remove its registration"))
        {
            manager.Uninstall();
            WriteVerbose($"'{manager.Place}' is removed. What the service was told stays in its state folder.");
        }
    }
}
