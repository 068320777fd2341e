using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Remove-MSSPublishingPoint</c>: ends the broadcast of publishing points and forgets them; what they published stays.</summary>
[Cmdlet(VerbsCommon.Remove, "MSSPublishingPoint", SupportsShouldProcess = true)]
public sealed class RemoveMssPublishingPointCommand : MssPointCmdlet
{
    /// <inheritdoc/>
    private protected override string Deed => "End the broadcast, and forget the publishing point";

    /// <inheritdoc/>
    private protected override void Do(MssPublishingPoint point)
    {
        Engine.RemovePoint(point.ServerId, point.Name);
        WriteVerbose($"'{point.Url}' is forgotten; what was published there stays.");
    }
}
