using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Start-MSSPublishingPoint</c>: has publishing points that were stopped take encoders again.</summary>
[Cmdlet(VerbsLifecycle.Start, "MSSPublishingPoint", SupportsShouldProcess = true)]
[OutputType(typeof(MssPublishingPoint))]
public sealed class StartMssPublishingPointCommand : MssPointCmdlet
{
    /// <summary>Write the publishing points, as they are behind it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string Deed => "Take encoders again";

    /// <inheritdoc/>
    private protected override void Do(MssPublishingPoint point)
    {
        Engine.StartPoint(point.ServerId, point.Name);
        WriteVerbose($"'{point.Url}' takes encoders again.");
        if (PassThru)
        {
            WriteObject(PointFinder.Find(Engine, WildcardPattern.Escape(point.Name), point.ServerId), enumerateCollection: true);
        }
    }
}
