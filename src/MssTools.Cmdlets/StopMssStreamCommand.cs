using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Stop-MSSStream</c>: has streams publish what they hold and end. A live group whose streams have all ended
/// becomes a recording.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSStream", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[Alias("shutdownStream")]
[OutputType(typeof(MssStream))]
public sealed class StopMssStreamCommand : MssStreamCmdlet, IDynamicParameters
{
    private readonly List<MssStream> _chosen = [];

    /// <summary>Write the stopped streams.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override bool NeedsSelection => true;

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams)
    {
        foreach (MssStream stream in streams.Where(s => ShouldProcess($"{s.Name} in {s.GroupName}", "Stop stream")))
        {
            WriteVerbose($"Stream {stream.Id} '{stream.Name}' of group '{stream.GroupName}' is to publish what it holds and to end.");
            Attempt(stream, () => EngineOf(stream).StopStream(stream.Id));
            _chosen.Add(stream);
        }
    }

    // All are asked before one is awaited, so that the renditions of a group end together.
    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (MssStream stream in _chosen)
        {
            Attempt(stream, () =>
            {
                EngineOf(stream).WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, StopToken);
                foreach (MssStream ended in EngineOf(stream).GetStreams().Where(s => s.Id == stream.Id))
                {
                    WriteVerbose(
                        $"Stream {ended.Id} '{ended.Name}': {ended.State} with {ended.FragmentCount} fragments, {ended.Duration:hh\\:mm\\:ss}.");
                    if (PassThru)
                    {
                        WriteObject(ended);
                    }
                }
            });
        }
    }
}
