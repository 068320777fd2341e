using System.Text;

namespace MssTools.Core.Iso;

/// <summary>A four-character code: the type of a box, a brand or a sample entry (ISO/IEC 14496-12 4.2).</summary>
/// <param name="Value">The four bytes as a big-endian number.</param>
internal readonly record struct FourCC(uint Value)
{
    /// <summary>Makes a code from its four characters.</summary>
    public static FourCC Of(ReadOnlySpan<byte> characters) =>
        new((uint)(characters[0] << 24 | characters[1] << 16 | characters[2] << 8 | characters[3]));

    /// <summary>The four characters; a byte that does not print is shown as its hexadecimal value.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(4);
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            char c = (char)(Value >> shift & 0xff);
            _ = c is > ' ' and < '\x7f' ? text.Append(c) : text.Append($"\\x{(int)c:x2}");
        }

        return text.ToString();
    }
}
