namespace MssTools.Core.Iso;

/// <summary>The matrix of mvhd and tkhd (ISO/IEC 14496-12 6.2.2).</summary>
internal static class TransformMatrix
{
    private const uint One = 0x00010000;
    private const uint LastOne = 0x40000000;

    /// <summary>Writes the matrix that leaves pictures as they are.</summary>
    public static void WriteUnity(BoxWriter writer)
    {
        foreach (uint value in (ReadOnlySpan<uint>)[One, 0, 0, 0, One, 0, 0, 0, LastOne])
        {
            writer.WriteUInt32(value);
        }
    }
}
