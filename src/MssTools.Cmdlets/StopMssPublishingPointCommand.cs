using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSPublishingPoint</c>: ends the broadcast of publishing points, which become recordings; encoders are refused until <c>Start-MSSPublishingPoint</c>.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSPublishingPoint", SupportsShouldProcess = true)]
public sealed class StopMssPublishingPointCommand : MssPointCmdlet
{
    /// <inheritdoc/>
    private protected override string Deed => "End the broadcast, and take no encoder";

    /// <inheritdoc/>
    private protected override void Do(MssPublishingPoint point) => Engine.StopPoint(point.ServerId, point.Name);
}
