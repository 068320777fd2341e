using System.Text;
using static MssTools.Core.Tests.Iso.BoxBuilder;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>A sample to build a file from. Times are ticks of the track.</summary>
internal sealed record BuiltSample(byte[] Data, uint Duration, int CompositionOffset, bool IsSync)
{
    /// <summary>The bytes of a picture: a slice behind its length, which ends with any bytes.</summary>
    public static byte[] Picture(bool isIdr, params ReadOnlySpan<byte> rest) =>
        [0, 0, (byte)((rest.Length + 2) >> 8), (byte)(rest.Length + 2), (byte)(isIdr ? 0x65 : 0x41), (byte)(isIdr ? 0x88 : 0x9a), .. rest];
}

/// <summary>An edit: ticks of the movie, then ticks of the track.</summary>
internal sealed record BuiltEdit(uint Duration, int MediaTime);

/// <summary>A track to build a file from.</summary>
internal sealed record BuiltTrack(uint Id, bool IsVideo, uint Timescale, IReadOnlyList<BuiltSample> Samples)
{
    /// <summary>Samples per chunk; what is left over goes into one more.</summary>
    public IReadOnlyList<int> Chunks { get; init; } = [1];

    public IReadOnlyList<BuiltEdit> Edits { get; init; } = [];

    public bool IsEnabled { get; init; } = true;

    /// <summary>Three letters for mdhd.</summary>
    public string Language { get; init; } = "und";

    /// <summary>A role of MPEG-DASH in a kind box, or null.</summary>
    public string? Role { get; init; }

    /// <summary>The track that tref/chap names, or 0.</summary>
    public uint Chapters { get; init; }

    public bool HasSyncTable { get; init; } = true;

    /// <summary>Another sample entry in place of avc1 or mp4a.</summary>
    public string? Codec { get; init; }

    /// <summary>Changes a table's bytes before it goes into stbl: a way to lie.</summary>
    public Func<string, byte[], byte[]> Spoil { get; init; } = (_, box) => box;
}

/// <summary>Builds progressive MP4 files of any chunk order.</summary>
internal static class Mp4Builder
{
    public const uint MovieTimescale = 1000;

    // From bframes.mp4: H.264 192 x 108, four-byte NAL lengths; AAC-LC 48 kHz mono.
    private const string AvcEntry =
        "000000000000" + "0001" + "00000000000000000000000000000000" + "00c0006c" + "0048000000480000" + "00000000" + "0001" +
        "0c4c617663206c69627832363400000000000000000000000000000000000000" + "0018ffff" + "0000003561766343" +
        "0164000bffe100196764000bacd9430ffbc044000003000400000300c83c50a65801000568ebecb22cfdf8f800";

    private const string AacEntry =
        "000000000000000100000000000000000002001000000000bb800000" +
        "0000003665736473000000000380808025000200048080801740150000" + "0000007e5f00007e5f0580808005118856e5000680808001" + "02";

    /// <summary>Builds a file.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="order">For each chunk the index of the track whose next chunk comes; the rest follows.</param>
    /// <param name="moovFirst">The moov stands before the mdat.</param>
    /// <param name="wide">co64 and a 64-bit mdat size.</param>
    public static byte[] Build(IReadOnlyList<BuiltTrack> tracks, IReadOnlyList<int> order, bool moovFirst, bool wide = false)
    {
        byte[] ftyp = Box("ftyp", Hex("69736f6d0000020069736f6d"));
        var next = new int[tracks.Count];
        List<List<byte[]>> chunks = [.. tracks.Select(Chunked)];
        List<List<long>> offsets = [.. tracks.Select(_ => new List<long>())];
        long moovSize = moovFirst ? Moov(tracks, [.. chunks.Select(list => list.ConvertAll(_ => 0L))], wide).Length : 0;
        using var media = new MemoryStream();
        long start = ftyp.Length + moovSize + (wide ? 16 : 8);
        foreach (int track in order.Concat(tracks.SelectMany((_, i) => Enumerable.Repeat(i, chunks[i].Count))))
        {
            if (next[track] < chunks[track].Count)
            {
                offsets[track].Add(start + media.Position);
                media.Write(chunks[track][next[track]++]);
            }
        }

        byte[] moov = Moov(tracks, offsets, wide);
        byte[] header = wide ? [.. U32(1), .. "mdat"u8, .. U64((ulong)media.Length + 16)] : [.. U32((uint)media.Length + 8), .. "mdat"u8];
        byte[] mdat = [.. header, .. media.ToArray()];
        return moovFirst ? [.. ftyp, .. moov, .. mdat] : [.. ftyp, .. mdat, .. moov];
    }

    /// <summary>A moov whose chunks stand at given offsets.</summary>
    public static byte[] Moov(IReadOnlyList<BuiltTrack> tracks, IReadOnlyList<List<long>> offsets, bool wide, params byte[][] more) =>
        Box("moov", [Mvhd(), .. tracks.Select((track, i) => Trak(track, offsets[i], wide)), .. more]);

    /// <summary>A sample description table.</summary>
    public static byte[] Stsd(BuiltTrack track) => FullBox(
        "stsd", 0, 0, U32(1), Box(track.Codec ?? (track.IsVideo ? "avc1" : "mp4a"), Hex(track.IsVideo ? AvcEntry : AacEntry)));

    private static byte[] Mvhd() => FullBox("mvhd", 0, 0, U32(1, 2, MovieTimescale, 0), new byte[80]);

    private static uint Packed(string language) =>
        language.Aggregate(0u, (packed, letter) => packed << 5 | (uint)(letter - 0x60));

    private static byte[] Trak(BuiltTrack track, List<long> offsets, bool wide)
    {
        byte[] edits = track.Edits.Count == 0
            ? []
            : Box("edts", FullBox("elst", 0, 0, [U32((uint)track.Edits.Count), .. track.Edits.Select(e => U32(e.Duration, (uint)e.MediaTime, 0x10000))]));
        return Box(
            "trak",
            FullBox("tkhd", 0, track.IsEnabled ? 7u : 6u, U32(1, 2, track.Id), new byte[68]),
            edits,
            track.Chapters == 0 ? [] : Box("tref", Box("chap", U32(track.Chapters))),
            track.Role is null ? [] : Box("udta", FullBox("kind", 0, 0, [.. "urn:mpeg:dash:role:2011\0"u8, .. Encoding.ASCII.GetBytes(track.Role), 0])),
            Box(
                "mdia",
                FullBox("mdhd", 0, 0, U32(1, 2, track.Timescale, 0, Packed(track.Language) << 16)),
                FullBox("hdlr", 0, 0, U32(0), track.IsVideo ? "vide"u8.ToArray() : "soun"u8.ToArray(), new byte[13]),
                Box("minf", Box("stbl", [.. Tables(track, offsets, wide).Select(table => track.Spoil(table.Name, table.Bytes))]))));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Tables(BuiltTrack track, List<long> offsets, bool wide)
    {
        IReadOnlyList<BuiltSample> samples = track.Samples;
        List<int> lengths = Lengths(track);
        yield return ("stsd", Stsd(track));
        yield return ("stts", Runs("stts", 0, samples.Select(sample => sample.Duration)));
        if (samples.Any(sample => sample.CompositionOffset != 0))
        {
            yield return ("ctts", Runs("ctts", 1, samples.Select(sample => (uint)sample.CompositionOffset)));
        }

        if (track.IsVideo && track.HasSyncTable)
        {
            uint[] sync = [.. samples.Select((sample, i) => sample.IsSync ? (uint)i + 1 : 0).Where(number => number > 0)];
            yield return ("stss", FullBox("stss", 0, 0, U32((uint)sync.Length), U32(sync)));
        }

        List<int> firsts = [.. Enumerable.Range(0, lengths.Count).Where(i => i == 0 || lengths[i] != lengths[i - 1])];
        yield return ("stsc", FullBox("stsc", 0, 0, [U32((uint)firsts.Count), .. firsts.Select(i => U32((uint)i + 1, (uint)lengths[i], 1))]));
        bool isFixed = samples.Count > 0 && samples.All(sample => sample.Data.Length == samples[0].Data.Length);
        yield return ("stsz", isFixed
            ? FullBox("stsz", 0, 0, U32((uint)samples[0].Data.Length, (uint)samples.Count))
            : FullBox("stsz", 0, 0, U32(0, (uint)samples.Count), U32([.. samples.Select(sample => (uint)sample.Data.Length)])));
        yield return ("stco", wide
            ? FullBox("co64", 0, 0, U32((uint)offsets.Count), U64([.. offsets.Select(offset => (ulong)offset)]))
            : FullBox("stco", 0, 0, U32((uint)offsets.Count), U32([.. offsets.Select(offset => (uint)offset)])));
    }

    private static byte[] Runs(string type, byte version, IEnumerable<uint> values)
    {
        var runs = new List<(uint Count, uint Value)>();
        foreach (uint value in values)
        {
            if (runs.Count > 0 && runs[^1].Value == value)
            {
                runs[^1] = (runs[^1].Count + 1, value);
            }
            else
            {
                runs.Add((1, value));
            }
        }

        return FullBox(type, version, 0, [U32((uint)runs.Count), .. runs.Select(run => U32(run.Count, run.Value))]);
    }

    private static List<int> Lengths(BuiltTrack track)
    {
        var lengths = new List<int>();
        int left = track.Samples.Count;
        for (int i = 0; left > 0; i++)
        {
            int length = i < track.Chunks.Count ? Math.Min(track.Chunks[i], left) : left;
            lengths.Add(length);
            left -= length;
        }

        return lengths;
    }

    private static List<byte[]> Chunked(BuiltTrack track)
    {
        var chunks = new List<byte[]>();
        int next = 0;
        foreach (int length in Lengths(track))
        {
            chunks.Add([.. track.Samples.Skip(next).Take(length).SelectMany(sample => sample.Data)]);
            next += length;
        }

        return chunks;
    }
}
