using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSPublishingPoint</c>: ends the broadcast of publishing points, which become recordings; encoders are refused until <c>Start-MSSPublishingPoint</c>.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSPublishingPoint", SupportsShouldProcess = true)]
[OutputType(typeof(MssPublishingPoint))]
public sealed class StopMssPublishingPointCommand : MssPointCmdlet
{
    /// <summary>Write the publishing points, as they are behind it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string Deed => "End the broadcast, and take no encoder";

    /// <inheritdoc/>
    private protected override void Do(MssPublishingPoint point)
    {
        Engine.StopPoint(point.ServerId, point.Name);
        WriteVerbose($"'{point.Url}' has ended; encoders are refused.");
        if (PassThru)
        {
            WriteObject(PointFinder.Find(Engine, WildcardPattern.Escape(point.Name), point.ServerId), enumerateCollection: true);
        }
    }
}
