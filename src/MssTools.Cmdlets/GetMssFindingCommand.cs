using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSFinding</c>: what is wrong with a Smooth Streaming presentation, whoever made it.</summary>
[Cmdlet(VerbsCommon.Get, "MSSFinding", DefaultParameterSetName = "Path")]
[OutputType(typeof(MssFinding), typeof(string))]
public sealed class GetMssFindingCommand : MssCheckCmdlet
{
    private readonly List<KeyValuePair<string, IReadOnlyList<MssFinding>>> _checked = [];

    /// <summary>The least severity that is reported.</summary>
    [Parameter]
    public FindingSeverity Severity { get; set; }

    /// <summary>Objects as they are found, or one text over all presentations at the end: for people, as JUnit XML or as SARIF.</summary>
    [Parameter]
    public FindingFormat As { get; set; }

    private protected override FindingSeverity Least => Severity;

    /// <inheritdoc/>
    protected override void Process(string target, IEnumerable<MssFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (As != FindingFormat.Object)
        {
            _checked.Add(new(target, [.. findings]));
            return;
        }

        foreach (MssFinding finding in findings)
        {
            WriteObject(finding);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (As != FindingFormat.Object)
        {
            WriteObject(MssEngine.WriteFindings(As, _checked));
        }
    }
}
