using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>TfrfBox: the fragments that follow a live one ([MS-SSTR] 2.2.4.5).</summary>
/// <param name="Entries">Time and duration of the next fragments, oldest first, at most 255.</param>
internal sealed record TfrfBox(IReadOnlyList<TfxdBox> Entries)
{
    /// <summary>The extended type that marks a <c>uuid</c> box as tfrf.</summary>
    public static readonly Guid ExtendedType = new("d4807ef2-ca39-4695-8e54-26cb9e46a79f");

    /// <summary>Reads the box's content, in version 0 (32-bit times) or 1 (64-bit times).</summary>
    public static TfrfBox Read(ByteReader fields)
    {
        byte version = FullBoxHeader.Read(ref fields).Version;
        // One byte; the prose of the specification that says four is an erratum.
        var entries = new TfxdBox[fields.ReadByte()];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = version == 0
                ? new TfxdBox(fields.ReadUInt32(), fields.ReadUInt32())
                : new TfxdBox(fields.ReadUInt64(), fields.ReadUInt64());
        }

        return new TfrfBox(entries);
    }

    /// <summary>Writes the box, always as version 1 (64-bit times).</summary>
    public void Write(BoxWriter writer)
    {
        using (writer.UuidBox(ExtendedType, version: 1, flags: 0))
        {
            writer.WriteByte(checked((byte)Entries.Count));
            foreach (TfxdBox entry in Entries)
            {
                writer.WriteUInt64(entry.FragmentAbsoluteTime);
                writer.WriteUInt64(entry.FragmentDuration);
            }
        }
    }
}
