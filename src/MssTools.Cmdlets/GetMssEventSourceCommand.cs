using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSEventSource</c>: the events of engines as an object with a .NET event, for Register-ObjectEvent.</summary>
[Cmdlet(VerbsCommon.Get, "MSSEventSource")]
[OutputType(typeof(MssEventSource))]
public sealed class GetMssEventSourceCommand : MssEventCmdlet
{
    // One object for all engines.
    /// <inheritdoc/>
    private protected override void ProcessItems() => WriteObject(new MssEventSource(Engines, Filter));
}
