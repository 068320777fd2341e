using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSService</c>: the services that were connected to, and how they are.</summary>
[Cmdlet(VerbsCommon.Get, "MSSService")]
[OutputType(typeof(MssService))]
public sealed class GetMssServiceCommand : MssConnectionCmdlet
{
    /// <inheritdoc/>
    private protected override void Do(ServiceClient client)
    {
        try
        {
            WriteObject(client.GetService());
        }
        catch (MssException failure)
        {
            WriteObject(client.Unreachable(failure));
        }
    }
}
