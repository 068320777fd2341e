using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Test-MSSGroup</c>: whether a Smooth Streaming presentation is sound, whoever made it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MSSGroup", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestMssGroupCommand : MssCheckCmdlet
{
    /// <summary>
    /// The least severity that makes a presentation unsound; Error where omitted, and Warning where -Player is given.
    /// </summary>
    [Parameter]
    public FindingSeverity? Severity { get; set; }

    private protected override FindingSeverity Least =>
        Severity ?? (Player.Length > 0 ? FindingSeverity.Warning : FindingSeverity.Error);

    /// <inheritdoc/>
    protected override void Process(string target, IEnumerable<MssFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        MssFinding? first = findings.FirstOrDefault();
        if (first is not null)
        {
            WriteVerbose($"{target}: {first}");
        }

        WriteObject(first is null);
    }
}
