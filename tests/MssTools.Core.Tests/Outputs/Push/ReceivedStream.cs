using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MssTools.Core.Tests.Outputs.Push;

/// <summary>A fragment as it was received.</summary>
internal sealed record ReceivedFragment(uint Track, string Name, long Bitrate, long Time, long Duration, uint Sequence, int Samples, string Hash);

/// <summary>The body of one long POST, taken apart box by box ([MS-SSTR] 2.2.7).</summary>
internal sealed class ReceivedStream(string head)
{
    private static readonly XNamespace s_smil = "http://www.w3.org/2001/SMIL20/Language";

    private readonly List<byte> _header = [];
    private readonly List<string> _order = [];
    private readonly Dictionary<uint, (string Name, long Bitrate, bool IsVideo, string PrivateData)> _tracks = [];
    private readonly Dictionary<uint, (long Time, uint Sequence)> _last = [];
    private byte[] _rest = [];
    private byte[]? _moof;

    public string Head => head;

    public List<string> Complaints { get; } = [];

    public List<ReceivedFragment> Fragments { get; } = [];

    /// <summary>Everything in front of the first moof, in hexadecimal digits.</summary>
    public string Header => Convert.ToHexString(_header.ToArray());

    public IReadOnlyList<string> Order => _order;

    public IReadOnlyList<string> Presentation { get; private set; } = [];

    public bool HasEos { get; private set; }

    public bool HasEnded { get; private set; }

    public bool IsCut { get; set; }

    public void Complain(string what)
    {
        lock (Complaints)
        {
            Complaints.Add(what);
        }
    }

    public void Add(byte[] bytes)
    {
        _rest = [.. _rest, .. bytes];
        while (_rest.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(_rest) is var size && _rest.Length >= size)
        {
            if (size < 8)
            {
                Complain($"a box has size {size}");
                return;
            }

            Take(Encoding.ASCII.GetString(_rest, 4, 4), _rest[..(int)size]);
            _rest = _rest[(int)size..];
        }
    }

    public void End()
    {
        HasEnded = true;
        Expect(_rest.Length == 0, $"{_rest.Length} bytes are left of a box");
        Expect(_moof is null, "a moof has no mdat");
    }

    private void Take(string type, byte[] box)
    {
        Expect(!HasEos, $"'{type}' follows the end of the stream");
        switch (type)
        {
            case "ftyp":
                Next(box, "ftyp", "");
                Expect(Convert.ToHexString(box) == "000000186674797069736D6C000000017069666669736F32", "the ftyp is another one");
                break;
            case "uuid" when Convert.ToHexString(box[8..24]) == "3C2FE51BEFEE40A3AE815300199DC348":
                Next(box, "StreamManifest", "ftyp");
                Presentation = [.. XDocument.Parse(Encoding.UTF8.GetString(box, 28, box.Length - 28)).Root!
                    .Element(s_smil + "body")!.Element(s_smil + "par")!.Elements(s_smil + "ref").Select(e => e.Attribute("src")!.Value)];
                break;
            case "uuid" when Convert.ToHexString(box[8..24]) == "A5D40B30E81411DDBA2F0800200C9A66":
                Next(box, "LiveServerManifest", "ftyp", "StreamManifest");
                Expect(BinaryPrimitives.ReadUInt32BigEndian(box.AsSpan(24)) == 0, "the LiveServerManifest has version or flags");
                ReadManifest(XDocument.Parse(Encoding.UTF8.GetString(box, 28, box.Length - 28)).Root!);
                break;
            case "moov":
                Next(box, "moov", "LiveServerManifest");
                ReadMoov(box);
                break;
            case "moof":
                Expect(_order.Contains("moov"), "a moof comes before the moov");
                Expect(_moof is null, "a moof follows a moof");
                _moof = box;
                break;
            case "mdat":
                ReadFragment(box);
                break;
            case "mfra":
                Expect(box.Length == 8, $"the mfra has {box.Length} bytes");
                HasEos = true;
                break;
            default:
                Complain($"'{type}' does not belong here");
                break;
        }
    }

    private void Next(byte[] box, string name, params string[] after)
    {
        Expect(after.Contains(_order.LastOrDefault() ?? ""), $"{name} follows {_order.LastOrDefault()}");
        _order.Add(name);
        _header.AddRange(box);
    }

    private void ReadManifest(XElement smil)
    {
        Expect(smil.Name == s_smil + "smil", "the root is not smil");
        foreach (XElement track in smil.Element(s_smil + "body")!.Element(s_smil + "switch")!.Elements())
        {
            Dictionary<string, string> values = track.Elements(s_smil + "param").ToDictionary(p => p.Attribute("name")!.Value, p => p.Attribute("value")!.Value);
            Expect(track.Elements().All(p => p.Attribute("valuetype")?.Value == "data"), "a param has no valuetype");
            Expect(track.Attribute("src")?.Value == "Streams", "src is not Streams");
            Expect(values["timescale"] == "10000000", "the timescale is another one");
            _tracks.Add(uint.Parse(values["trackID"]), (
                values["trackName"], long.Parse(track.Attribute("systemBitrate")!.Value), track.Name.LocalName == "video", values["CodecPrivateData"]));
            Expect(values["FourCC"] is "H264" or "AACL", $"FourCC is {values["FourCC"]}");
        }
    }

    private void ReadMoov(byte[] moov)
    {
        List<byte[]> traks = [.. Children(moov).Where(b => Type(b) == "trak")];
        List<byte[]> trexes = [.. Children(Child(moov, "mvex")).Where(b => Type(b) == "trex")];
        Expect(traks.Count == _tracks.Count && trexes.Count == _tracks.Count, "moov and LiveServerManifest have not the same tracks");
        foreach (byte[] trak in traks)
        {
            byte[] tkhd = Child(trak, "tkhd");
            uint id = U32(tkhd, tkhd[8] == 1 ? 28 : 20);
            Expect(_tracks.ContainsKey(id), $"track {id} is not in the LiveServerManifest");
            byte[] mdhd = Child(Child(trak, "mdia"), "mdhd");
            Expect(U32(mdhd, mdhd[8] == 1 ? 28 : 20) == 10_000_000, "the mdhd has another timescale");
            byte[] stsd = Child(Child(Child(Child(trak, "mdia"), "minf"), "stbl"), "stsd");
            string told = _tracks[id].PrivateData;
            string all = Convert.ToHexString(stsd);
            IEnumerable<string> parts = _tracks[id].IsVideo ? told.Split("00000001", StringSplitOptions.RemoveEmptyEntries) : [told];
            Expect(parts.All(part => all.Contains(part, StringComparison.Ordinal)), $"the stsd of track {id} has not what CodecPrivateData says");
        }
    }

    private void ReadFragment(byte[] mdat)
    {
        byte[] moof = _moof ?? [];
        _moof = null;
        if (moof.Length == 0)
        {
            Complain("an mdat has no moof");
            return;
        }

        Expect(Children(moof).Select(Type).SequenceEqual(["mfhd", "traf"]), "the moof is not mfhd and one traf");
        byte[] traf = Child(moof, "traf");
        Expect(Children(traf).Select(Type).SequenceEqual(["tfhd", "trun", "uuid"]), "the traf is not tfhd, trun and tfxd");
        byte[] tfhd = Child(traf, "tfhd"), trun = Child(traf, "trun"), tfxd = Child(traf, "uuid");
        Expect(U32(tfhd, 8) == 0x20, "the tfhd has other flags");
        Expect(Convert.ToHexString(tfxd[8..28]) == "6D1D9B0542D544E680E2141DAFF757B201000000", "there is no tfxd of version 1");
        uint id = U32(tfhd, 12), sequence = U32(Child(moof, "mfhd"), 12);
        if (!_tracks.TryGetValue(id, out (string Name, long Bitrate, bool IsVideo, string PrivateData) track))
        {
            Complain($"track {id} is not in the moov");
            return;
        }

        long time = BinaryPrimitives.ReadInt64BigEndian(tfxd.AsSpan(28)), duration = BinaryPrimitives.ReadInt64BigEndian(tfxd.AsSpan(36));
        uint flags = U32(trun, 8) & 0xffffff;
        int count = (int)U32(trun, 12);
        Expect(flags == (track.IsVideo ? 0xf01u : 0x301u), $"the trun has flags {flags:x}");
        Expect(U32(trun, 16) == moof.Length + 8, "the data do not begin with the mdat");
        int row = track.IsVideo ? 16 : 8, data = 8;
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            int at = 20 + i * row, size = (int)U32(trun, at + 4);
            sum += U32(trun, at);
            Expect(!track.IsVideo || i > 0 || U32(trun, at + 8) == 0x02000000, "a fragment begins with no sync sample");
            Expect(!track.IsVideo || AddsUp(mdat, data, size), "the lengths of NAL units do not add up");
            data += size;
        }

        Expect(data == mdat.Length, $"the samples have {data} bytes, the mdat {mdat.Length}");
        Expect(sum == duration, $"the tfxd says {duration}, the samples {sum}");
        if (_last.TryGetValue(id, out (long Time, uint Sequence) last))
        {
            Expect(time > last.Time && sequence > last.Sequence, $"track {id} goes from {last} to {(time, sequence)}");
        }

        _last[id] = (time, sequence);
        lock (Fragments)
        {
            Fragments.Add(new ReceivedFragment(
                id, track.Name, track.Bitrate, time, duration, sequence, count, Convert.ToHexString(SHA256.HashData(mdat.AsSpan(8)))));
        }
    }

    private static bool AddsUp(byte[] mdat, int at, int size)
    {
        int end = at + size;
        while (at + 4 <= end)
        {
            at += 4 + (int)U32(mdat, at);
        }

        return at == end;
    }

    private void Expect(bool isTrue, string complaint)
    {
        if (!isTrue)
        {
            Complain(complaint);
        }
    }

    private static string Type(byte[] box) => Encoding.ASCII.GetString(box, 4, 4);

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static byte[] Child(byte[] box, string type) => Children(box).First(child => Type(child) == type);

    private static IEnumerable<byte[]> Children(byte[] box)
    {
        for (int at = 8; at + 8 <= box.Length; at += (int)U32(box, at))
        {
            yield return box[at..(at + (int)U32(box, at))];
        }
    }
}
