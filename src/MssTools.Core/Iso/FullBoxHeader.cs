using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>Version and flags, which stand first in every FullBox (ISO/IEC 14496-12 4.2.2).</summary>
/// <param name="Version">Format of the box.</param>
/// <param name="Flags">24 flags, with the meaning that the box gives them.</param>
internal readonly record struct FullBoxHeader(byte Version, uint Flags)
{
    /// <summary>Reads the header.</summary>
    public static FullBoxHeader Read(ref ByteReader fields)
    {
        byte version = fields.ReadByte();
        return new FullBoxHeader(version, fields.ReadUInt24());
    }
}
