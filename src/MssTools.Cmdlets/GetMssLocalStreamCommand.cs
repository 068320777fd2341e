using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSLocalStream</c>: the named inputs of the session.</summary>
[Cmdlet(VerbsCommon.Get, "MSSLocalStream", SupportsPaging = true)]
[OutputType(typeof(LocalStream))]
public sealed class GetMssLocalStreamCommand : MssEngineCmdlet
{
    private readonly ResultPage _page;

    /// <summary>A call of the cmdlet.</summary>
    public GetMssLocalStreamCommand() => _page = new ResultPage(this);

    /// <summary>Names; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LocalStreamNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            WildcardPattern pattern = Pattern(name);
            List<LocalStream> found = [.. Engine.GetLocalStreams().Where(s => pattern.IsMatch(s.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no local stream '{name}'."), name);
            }

            _page.Write(found);
        }
    }

    /// <inheritdoc/>
    protected override void Finish() => _page.End();
}
