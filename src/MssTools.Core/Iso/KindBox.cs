using System.Text;
using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>KindBox, in the udta of a track (ISO/IEC 14496-12 8.10.4): what the track is for.</summary>
/// <param name="Scheme">Names the list that <paramref name="Value"/> is from.</param>
/// <param name="Value">The purpose.</param>
internal readonly record struct KindBox(string Scheme, string Value)
{
    /// <summary>The roles of MPEG-DASH (ISO/IEC 23009-1 5.8.5.5), which MP4 files use as well.</summary>
    public const string DashRoles = "urn:mpeg:dash:role:2011";

    /// <summary>Reads the box's content.</summary>
    public static KindBox Read(ByteReader fields)
    {
        FullBoxHeader.Read(ref fields);
        return new KindBox(ReadText(ref fields), ReadText(ref fields));
    }

    // Ends with a zero, or with the box.
    private static string ReadText(ref ByteReader fields)
    {
        ReadOnlySpan<byte> rest = fields.ReadBytes(fields.Remaining);
        int end = rest.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        fields = new ByteReader(end < 0 ? [] : rest[(end + 1)..], "kind");
        return text;
    }
}
