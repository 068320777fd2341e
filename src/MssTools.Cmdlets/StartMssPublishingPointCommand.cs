using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSPublishingPoint</c>: has publishing points that were stopped take encoders again.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSPublishingPoint", SupportsShouldProcess = true)]
public sealed class StartMssPublishingPointCommand : MssPointCmdlet
{
    /// <inheritdoc/>
    private protected override string Deed => "Take encoders again";

    /// <inheritdoc/>
    private protected override void Do(MssPublishingPoint point) => Engine.StartPoint(point.ServerId, point.Name);
}
