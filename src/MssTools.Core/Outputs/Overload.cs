namespace MssTools.Core.Outputs;

/// <summary>What to do with the fragments of a live input that cannot be stored, or not in time.</summary>
/// <param name="Policy">Leave them out, or fail.</param>
/// <param name="Dropped">Told of each fragment that is left out, with the reason.</param>
internal sealed record Overload(OverloadPolicy Policy, Action<PackagedFragment, MssException> Dropped);
