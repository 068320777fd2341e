using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>Wait-MSSStream</c>: waits until streams have ended and everything is published, with a progress bar. Ctrl+C
/// ends the wait, not the streams.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "MSSStream", DefaultParameterSetName = "Name")]
[OutputType(typeof(MssStream), typeof(Job2))]
public sealed class WaitMssStreamCommand : MssStreamCmdlet
{
    private readonly List<MssStream> _streams = [];

    /// <summary>Seconds to wait at most; -1: for ever.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(-1, int.MaxValue)]
    public double Timeout { get; set; } = -1;

    /// <summary>Write a job that waits for the streams, at once. Stop-Job stops the streams.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams) => _streams.AddRange(streams);

    /// <inheritdoc/>
    protected override void Finish() => Attempt(_streams, () =>
    {
        MssStream[] streams = [.. _streams.DistinctBy(s => (s.Service, s.Id))];
        if (AsJob)
        {
            WriteJob(streams, Timeout);
        }
        else
        {
            new StreamWaiter(this, EngineOf, WriteFailure).Wait(streams, Timeout, StopToken);
        }
    });
}
