using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSGroup</c>: snapshots of the session's groups.</summary>
[Cmdlet(VerbsCommon.Get, "MSSGroup", SupportsPaging = true)]
[Alias("listConfig")]
[OutputType(typeof(MssGroup))]
public sealed class GetMssGroupCommand : MssEngineCmdlet, IDynamicParameters
{
    private readonly ResultPage _page;

    /// <summary>A call of the cmdlet.</summary>
    public GetMssGroupCommand() => _page = new ResultPage(this);

    /// <summary>Names of groups; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = ["*"];

    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in GroupName)
        {
            WildcardPattern pattern = Pattern(name);
            List<MssGroup> found = [.. Engine.GetGroups().Where(g => pattern.IsMatch(g.GroupName))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no group '{name}' {Where}."), name);
            }

            _page.Write(found);
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => _page.End();
}
