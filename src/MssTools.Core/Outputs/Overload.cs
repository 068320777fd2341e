namespace MssTools.Core.Outputs;

/// <summary>What to do with the fragments of an input of a live group that cannot be stored, or not in time.</summary>
/// <param name="Policy">Leave them out, or fail.</param>
/// <param name="Dropped">Told of each fragment that is left out, with the reason.</param>
/// <param name="CanWait">
/// True for a file, whose reading may wait for a slow disk: nothing of it is left out only because the queue is full.
/// </param>
internal sealed record Overload(OverloadPolicy Policy, Action<PackagedFragment, MssException> Dropped, bool CanWait = false)
{
    /// <summary>True where the stream goes on without a fragment that failed so; the next one may find room.</summary>
    public bool GoesOnAfter(Exception failure) =>
        Policy == OverloadPolicy.Drop && failure is MssException { Code: MssError.SinkFailed };
}
