using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSStream</c>: snapshots of the session's streams.</summary>
[Cmdlet(VerbsCommon.Get, "MSSStream", DefaultParameterSetName = "Name")]
[Alias("getStreamInfo", "listStreams")]
[OutputType(typeof(MssStream))]
public sealed class GetMssStreamCommand : MssStreamCmdlet, IDynamicParameters
{
    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams) =>
        WriteObject(streams, enumerateCollection: true);
}
