using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Wait-MSSStream</c>: waits until streams have ended and everything is published, with a progress bar. Ctrl+C
/// ends the wait, not the streams.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "MSSStream", DefaultParameterSetName = "Name")]
[OutputType(typeof(MssStream))]
public sealed class WaitMssStreamCommand : MssStreamCmdlet
{
    private readonly List<MssStream> _streams = [];

    /// <summary>Seconds to wait at most; -1: for ever.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, int.MaxValue)]
    public double Timeout { get; set; } = -1;

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams) => _streams.AddRange(streams);

    /// <inheritdoc/>
    protected override void Finish() => Attempt(_streams, () =>
        new StreamWaiter(this, EngineOf, WriteFailure).Wait([.. _streams.DistinctBy(s => (s.Service, s.Id))], Timeout, StopToken));
}
