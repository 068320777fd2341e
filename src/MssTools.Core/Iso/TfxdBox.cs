using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TfxdBox: where a fragment stands on the presentation timeline ([MS-SSTR] 2.2.4.4).</summary>
/// <param name="FragmentAbsoluteTime">Decode time of the first sample, in track timescale ticks.</param>
/// <param name="FragmentDuration">Sum of sample durations, in the same ticks.</param>
internal readonly record struct TfxdBox(ulong FragmentAbsoluteTime, ulong FragmentDuration)
{
    /// <summary>The extended type that marks a <c>uuid</c> box as tfxd.</summary>
    public static readonly Guid ExtendedType = new("6d1d9b05-42d5-44e6-80e2-141daff757b2");

    /// <summary>Reads the box's content, in version 0 (32-bit times) or 1 (64-bit times).</summary>
    public static TfxdBox Read(ByteReader fields) => FullBoxHeader.Read(ref fields).Version == 0
        ? new TfxdBox(fields.ReadUInt32(), fields.ReadUInt32())
        : new TfxdBox(fields.ReadUInt64(), fields.ReadUInt64());

    /// <summary>Writes the box, always as version 1 (64-bit times).</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.UuidBox(ExtendedType, version: 1, flags: 0))
        {
            writer.WriteUInt64(FragmentAbsoluteTime);
            writer.WriteUInt64(FragmentDuration);
        }
    }
}
