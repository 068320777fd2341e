using System.Buffers.Binary;
using MssTools.Integration.Tests.Reading;

namespace MssTools.Bench.Disturbed;

/// <summary>A stored fragment, read as strictly as a client may ([MS-SSTR] 2.2.4).</summary>
/// <param name="Time">Of tfxd.</param>
/// <param name="Duration">Of tfxd; the samples last as long.</param>
/// <param name="Announced">Of tfrf.</param>
internal sealed record FragmentFile(long Time, long Duration, IReadOnlyList<(long Time, long Duration)> Announced)
{
    private const string Tfrf = "D4807EF2CA3946958E5426CB9E46A79F";
    private const string Tfxd = "6D1D9B0542D544E680E2141DAFF757B2";
    private const uint Sync = 0x02000000;

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no whole fragment.</exception>
    public static FragmentFile Parse(ReadOnlyMemory<byte> bytes, bool isVideo)
    {
        IReadOnlyList<BoxSpan> top = BoxSpan.Split(bytes);
        Expect(top.Select(b => b.Type).SequenceEqual(["moof", "mdat"]), "it is not moof and mdat");
        BoxSpan traf = Child(top[0], "traf");
        BoxSpan trun = Child(traf, "trun");
        BoxSpan tfxd = Extended(traf, Tfxd);
        BoxSpan tfrf = Extended(traf, Tfrf);
        Expect(tfxd.Type is not null, "there is no tfxd");
        (long time, long duration) = (tfxd.Int64(20), tfxd.Int64(28));
        Expect(trun.Int32(8) == top[1].Start + 8, "the samples do not begin with mdat");

        // Rows are duration, size, and of pictures flags and composition offset.
        int rowLength = isVideo ? 16 : 8;
        Expect(trun.Int32(4) > 0 && trun.Body.Length == 12 + trun.Int32(4) * rowLength, "trun has another length than its rows");
        Expect(!isVideo || trun.UInt32(20) == Sync, "the first picture is no sync sample");
        long sum = 0;
        int at = 0;
        for (int row = 12; row < trun.Body.Length; row += rowLength)
        {
            sum += trun.UInt32(row);
            int size = trun.Int32(row + 4);
            Expect(size > 0 && size <= top[1].Body.Length - at, "a sample leaves mdat");
            Expect(!isVideo || IsWhole(top[1].Body.Span.Slice(at, size)), "the NAL units of a picture do not add up");
            at += size;
        }

        Expect(at == top[1].Body.Length, "mdat is longer than its samples");
        Expect(sum == duration, $"tfxd says {duration}, the samples {sum}");
        int announced = tfrf.Type is null ? 0 : tfrf.Body.Span[20];
        return new FragmentFile(
            time, duration, [.. Enumerable.Range(0, announced).Select(i => (tfrf.Int64(21 + i * 16), tfrf.Int64(29 + i * 16)))]);
    }

    private static bool IsWhole(ReadOnlySpan<byte> picture)
    {
        while (picture.Length > 4)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(picture);
            if (length == 0 || length > picture.Length - 4)
            {
                return false;
            }

            picture = picture[(4 + (int)length)..];
        }

        return picture.IsEmpty;
    }

    private static BoxSpan Child(BoxSpan parent, string type)
    {
        BoxSpan child = BoxSpan.Split(parent.Body).FirstOrDefault(b => b.Type == type);
        Expect(child.Type is not null, $"there is no {type}");
        return child;
    }

    private static BoxSpan Extended(BoxSpan parent, string type) => BoxSpan.Split(parent.Body)
        .FirstOrDefault(b => b.Type == "uuid" && Convert.ToHexString(b.Body.Span[..16]) == type);

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
