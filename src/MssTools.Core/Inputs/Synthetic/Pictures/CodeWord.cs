namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>A code word: its lowest <paramref name="Length"/> bits are written.</summary>
/// <param name="Bits">Right-aligned.</param>
/// <param name="Length">Bits, 1 to 16.</param>
internal readonly record struct CodeWord(uint Bits, int Length);
