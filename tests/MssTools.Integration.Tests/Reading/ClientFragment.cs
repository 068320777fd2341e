using Xunit;

namespace MssTools.Integration.Tests.Reading;

/// <summary>
/// A fragment as a strict client reads it ([MS-SSTR] 2.2.4). Reading fails where the bytes differ from the form that
/// all known clients take.
/// </summary>
internal sealed record ClientFragment(
    long Time, long Duration, uint Sequence, IReadOnlyList<(long Time, long Duration)> Announced, IReadOnlyList<ClientSample> Samples)
{
    private const string Tfxd = "6D1D9B0542D544E680E2141DAFF757B2";
    private const string Tfrf = "D4807EF2CA3946958E5426CB9E46A79F";
    private const uint DefaultSampleFlagsPresent = 0x20;
    private const uint TrunOfVideo = 0xF01;
    private const uint TrunOfAudio = 0x301;
    private const uint Sync = 0x02000000;
    private const uint NonSync = 0x01010000;

    /// <summary>Reads the bytes of one fragment.</summary>
    public static ClientFragment Parse(byte[] bytes, bool isVideo)
    {
        IReadOnlyList<BoxSpan> top = BoxSpan.Split(bytes);
        Assert.Equal(["moof", "mdat"], top.Select(b => b.Type));
        IReadOnlyList<BoxSpan> moof = BoxSpan.Split(top[0].Body);
        Assert.Equal(["mfhd", "traf"], moof.Select(b => b.Type));
        IReadOnlyList<BoxSpan> traf = BoxSpan.Split(moof[1].Body);
        Assert.Equal(["tfhd", "trun", "uuid", "uuid"], traf.Select(b => b.Type).Concat(traf.Count == 3 ? ["uuid"] : []));

        BoxSpan tfhd = traf[0];
        Assert.Equal((DefaultSampleFlagsPresent, 1u, 12), (tfhd.UInt32(0), tfhd.UInt32(4), tfhd.Body.Length));
        (long time, long duration) = ReadTfxd(traf[2]);
        int mdat = top[1].Start + 8;
        Assert.Equal(mdat, traf[1].Int32(8));
        List<ClientSample> samples = ReadTrun(traf[1], tfhd.UInt32(8), time, bytes.AsMemory(mdat), isVideo);
        return new ClientFragment(time, duration, moof[0].UInt32(4), traf.Count == 4 ? ReadTfrf(traf[3]) : [], samples);
    }

    private static List<ClientSample> ReadTrun(BoxSpan trun, uint defaultFlags, long time, ReadOnlyMemory<byte> mdat, bool isVideo)
    {
        uint versionAndFlags = trun.UInt32(0);
        Assert.Equal(isVideo ? TrunOfVideo : TrunOfAudio, versionAndFlags & 0xFFFFFF);
        int rowLength = isVideo ? 16 : 8;
        Assert.Equal(12 + trun.Int32(4) * rowLength, trun.Body.Length);
        var samples = new List<ClientSample>();
        int offset = 0;
        for (int row = 12; row < trun.Body.Length; row += rowLength)
        {
            uint duration = trun.UInt32(row);
            int size = trun.Int32(row + 4);
            uint flags = isVideo ? trun.UInt32(row + 8) : defaultFlags;
            Assert.True(flags is Sync || (isVideo && flags is NonSync), $"Sample flags are {flags:X8}.");
            long compositionOffset = !isVideo ? 0 : versionAndFlags >> 24 == 0 ? trun.UInt32(row + 12) : trun.Int32(row + 12);
            Assert.InRange(compositionOffset, int.MinValue, int.MaxValue);
            samples.Add(new ClientSample(time, time + compositionOffset, duration, flags == Sync, mdat.Slice(offset, size)));
            time += duration;
            offset += size;
        }

        Assert.Equal(mdat.Length, offset);
        return samples;
    }

    private static (long Time, long Duration) ReadTfxd(BoxSpan uuid)
    {
        Assert.Equal(Tfxd, Convert.ToHexString(uuid.Body.Span[..16]));
        Assert.Equal((0x01000000u, 36), (uuid.UInt32(16), uuid.Body.Length));
        return (uuid.Int64(20), uuid.Int64(28));
    }

    private static List<(long Time, long Duration)> ReadTfrf(BoxSpan uuid)
    {
        Assert.Equal(Tfrf, Convert.ToHexString(uuid.Body.Span[..16]));
        int count = uuid.Body.Span[20];
        Assert.Equal((0x01000000u, 21 + count * 16), (uuid.UInt32(16), uuid.Body.Length));
        return [.. Enumerable.Range(0, count).Select(i => (uuid.Int64(21 + i * 16), uuid.Int64(29 + i * 16)))];
    }
}
