namespace MssTools.Core.Outputs;

/// <summary>What an output does with the fragments of an input that cannot be stored, or not in time.</summary>
/// <param name="Policy">Leave them out, or fail.</param>
/// <param name="CanWait">True where the reading of the input waits for room, so nothing is left out for want of time.</param>
internal sealed record Overload(OverloadPolicy Policy, bool CanWait)
{
    /// <summary>True where it goes on without a fragment that failed so; the next one may find room.</summary>
    public bool GoesOnAfter(Exception failure) =>
        Policy == OverloadPolicy.Drop && failure is MssException { Code: MssError.SinkFailed };
}
