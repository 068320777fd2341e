namespace MssTools.Core.Iso;

/// <summary>Values of the 32-bit sample flags (ISO/IEC 14496-12 8.8.3.1).</summary>
internal static class SampleFlags
{
    /// <summary>sample_depends_on = 2: needs no other sample. Every audio sample has it, too.</summary>
    public const uint Sync = 0x02000000;

    /// <summary>sample_depends_on = 1 and sample_is_non_sync_sample.</summary>
    public const uint NonSync = 0x01000000 | IsNonSync;

    /// <summary>sample_is_non_sync_sample.</summary>
    public const uint IsNonSync = 0x00010000;
}
