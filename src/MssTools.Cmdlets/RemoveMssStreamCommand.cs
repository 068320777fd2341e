using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Remove-MSSStream</c>: ends streams and forgets them. What they published stays.</summary>
[Cmdlet(VerbsCommon.Remove, "MSSStream", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
public sealed class RemoveMssStreamCommand : MssStreamCmdlet
{
    private readonly List<MssStream> _chosen = [];

    /// <inheritdoc/>
    protected override bool NeedsSelection => true;

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<MssStream> streams)
    {
        foreach (MssStream stream in streams.Where(s => ShouldProcess($"{s.Name} in {s.GroupName}", "Remove stream")))
        {
            Attempt(stream, () => EngineOf(stream).StopStream(stream.Id));
            _chosen.Add(stream);
        }
    }

    // All are asked to stop before one is awaited, so that the renditions of a group end together.
    /// <inheritdoc/>
    protected override void Finish()
    {
        foreach (MssStream stream in _chosen)
        {
            Attempt(stream, () =>
            {
                EngineOf(stream).WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, StopToken);
                EngineOf(stream).Remove(stream.Id);
                if (stream.State == StreamState.Running)
                {
                    WriteWarning($"Stream {stream.Id} '{stream.Name}' of group '{stream.GroupName}' was running and was ended.");
                }

                string folder = ObjectAddress.Join(stream.TargetFolder, stream.GroupName);
                WriteVerbose($"Stream {stream.Id} '{stream.Name}' is forgotten. What it published stays in '{folder}'.");
            });
        }
    }
}
