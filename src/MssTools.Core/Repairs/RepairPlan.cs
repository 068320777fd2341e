namespace MssTools.Core.Repairs;

/// <summary>What a repair would write.</summary>
/// <param name="Manifest">The bytes of the new manifest; those of the old one where none is needed.</param>
/// <param name="Old">The bytes of the old one; null where there is none.</param>
/// <param name="Report">What the user is told.</param>
internal sealed record RepairPlan(byte[] Manifest, byte[]? Old, MssRepair Report);
