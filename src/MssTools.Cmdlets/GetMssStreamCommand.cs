using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSStream</c>: snapshots of the session's streams.</summary>
[Cmdlet(VerbsCommon.Get, "MSSStream", DefaultParameterSetName = "Name", SupportsPaging = true)]
[Alias("getStreamInfo", "listStreams")]
[OutputType(typeof(MssStream))]
public sealed class GetMssStreamCommand : MssStreamCmdlet, IDynamicParameters
{
    private readonly ResultPage _page;

    /// <summary>A call of the cmdlet.</summary>
    public GetMssStreamCommand() => _page = new ResultPage(this);

    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams) =>
        _page.Write(streams);

    /// <inheritdoc/>
    protected override void Finish() => _page.End();
}
