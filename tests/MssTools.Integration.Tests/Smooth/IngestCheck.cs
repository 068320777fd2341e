using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>
/// Reads the body of one long POST box by box and complains in sentences. It knows the format from its description alone, and
/// nothing of the code under test.
/// </summary>
internal sealed class IngestCheck(int request, Action<string> complain, Action<ReceivedFragment> receive)
{
    private const string HeaderUuid = "A5D40B30E81411DDBA2F0800200C9A66";
    private const string StreamsUuid = "3C2FE51BEFEE40A3AE815300199DC348";
    private const string TfxdUuid = "6D1D9B0542D544E680E2141DAFF757B2";
    private const string Ftyp = "0000001866747970" + "69736D6C" + "00000001" + "70696666" + "69736F32";
    private readonly List<byte> _header = [];
    private readonly Dictionary<uint, Track> _tracks = [];
    private readonly List<Listed> _listed = [];
    private byte[]? _moof;
    private int _stage;
    private bool _ended;

    private sealed record Track(uint Id, string Handler, byte[] Configuration)
    {
        public long? End { get; set; }

        public uint? Sequence { get; set; }
    }

    private sealed record Listed(string Kind, string Name, string? Bitrate, uint Id, string? PrivateData);

    /// <summary>The bytes before the first moof.</summary>
    public byte[] Header => [.. _header];

    /// <summary>Whether the empty mfra has come.</summary>
    public bool IsEnded => _ended;

    /// <summary>The next whole box, its header included.</summary>
    public void Take(byte[] box)
    {
        string type = TypeOf(box);
        if (_ended)
        {
            complain($"A box {type} follows the empty mfra.");
        }

        if (type is not ("moof" or "mdat" or "mfra"))
        {
            _header.AddRange(box);
        }

        switch (type)
        {
            case "ftyp":
                Expect(type, 0);
                _stage = Math.Max(_stage, 1);
                if (Convert.ToHexString(box) != Ftyp)
                {
                    complain($"ftyp is {Convert.ToHexString(box)}, not {Ftyp}.");
                }

                break;
            case "uuid":
                TakeUuid(box);
                break;
            case "moov":
                Expect(type, 3);
                _stage = 4;
                TakeMoov(box);
                break;
            case "moof":
                Expect(type, 4);
                if (_moof is not null)
                {
                    complain("A moof follows a moof.");
                }

                _moof = box;
                break;
            case "mdat":
                TakeFragment(box);
                break;
            case "mfra":
                _ended = true;
                if (box.Length != 8)
                {
                    complain($"mfra has {box.Length} bytes, not 8.");
                }

                break;
            default:
                complain($"A box {type} does not belong here.");
                break;
        }
    }

    private static string TypeOf(byte[] box) => Encoding.Latin1.GetString(box, 4, 4);

    private static uint U32(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt32BigEndian(from[at..]);

    private static long I64(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadInt64BigEndian(from[at..]);

    private static List<byte[]> Children(byte[] box, int at)
    {
        var children = new List<byte[]>();
        while (at + 8 <= box.Length)
        {
            int size = (int)U32(box, at);
            if (size < 8 || size > box.Length - at)
            {
                throw new InvalidDataException($"a box in {TypeOf(box)} has {size} bytes where {box.Length - at} are left");
            }

            children.Add(box[at..(at + size)]);
            at += size;
        }

        return children;
    }

    private static byte[] Child(byte[] box, string type, int at = 8) =>
        Children(box, at).Find(child => TypeOf(child) == type) ?? throw new InvalidDataException($"{TypeOf(box)} has no {type}");

    private void Expect(string type, int stage)
    {
        // A LiveServerManifest may come with or without a StreamManifest before it.
        if (_stage != stage)
        {
            complain($"{type} comes out of order.");
        }
    }

    private void TakeUuid(byte[] box)
    {
        string uuid = Convert.ToHexString(box, 8, 16);
        if (uuid == StreamsUuid)
        {
            Expect("StreamManifest", 1);
            _stage = 2;
            return;
        }

        if (uuid != HeaderUuid)
        {
            complain($"A uuid box {uuid} does not belong here.");
            return;
        }

        if (_stage is not (1 or 2))
        {
            complain("LiveServerManifest comes out of order.");
        }

        _stage = 3;
        if (U32(box, 24) != 0)
        {
            complain("The version and flags of LiveServerManifest are not 0.");
        }

        try
        {
            TakeSmil(XDocument.Load(new MemoryStream(box, 28, box.Length - 28)));
        }
        catch (XmlException exception)
        {
            complain($"LiveServerManifest is not XML: {exception.Message}");
        }
    }

    private void TakeSmil(XDocument smil)
    {
        XNamespace language = "http://www.w3.org/2001/SMIL20/Language";
        if (smil.Root?.Name != language + "smil")
        {
            complain($"The root of LiveServerManifest is {smil.Root?.Name}.");
        }

        foreach (XElement item in smil.Descendants().Where(e => e.Name.LocalName is "video" or "audio" or "textstream"))
        {
            string kind = item.Name.LocalName;
            Dictionary<string, string> parameters = item.Elements().Where(e => e.Name.LocalName == "param")
                .ToDictionary(p => p.Attribute("name")?.Value ?? "", p => p.Attribute("value")?.Value ?? "", StringComparer.Ordinal);
            if (item.Attribute("src")?.Value != "Streams")
            {
                complain($"A {kind} has src {item.Attribute("src")?.Value}, not Streams.");
            }

            string? bitrate = item.Attribute("systemBitrate")?.Value;
            if (!uint.TryParse(bitrate, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                complain($"A {kind} has systemBitrate {bitrate}.");
            }

            if (!uint.TryParse(parameters.GetValueOrDefault("trackID"), out uint id))
            {
                complain($"A {kind} has no trackID.");
            }

            _listed.Add(new Listed(kind, parameters.GetValueOrDefault("trackName") ?? kind, bitrate, id, parameters.GetValueOrDefault("CodecPrivateData")));
        }

        if (_listed.Count == 0)
        {
            complain("LiveServerManifest lists no track.");
        }

        if (_listed.DistinctBy(t => t.Id).Count() != _listed.Count || _listed.DistinctBy(t => (t.Name, t.Bitrate)).Count() != _listed.Count)
        {
            complain("Two tracks of LiveServerManifest share a trackID, or a trackName and a systemBitrate.");
        }
    }

    private void TakeMoov(byte[] moov)
    {
        foreach (byte[] trak in Children(moov, 8).Where(child => TypeOf(child) == "trak"))
        {
            byte[] tkhd = Child(trak, "tkhd");
            uint id = U32(tkhd, tkhd[8] == 1 ? 28 : 20);
            byte[] mdia = Child(trak, "mdia");
            byte[] stsd = Child(Child(Child(mdia, "minf"), "stbl"), "stsd");
            byte[] entry = stsd[16..];
            string handler = Encoding.Latin1.GetString(Child(mdia, "hdlr"), 16, 4);
            string codec = TypeOf(entry);
            byte[] configuration = codec switch
            {
                "avc1" => Child(entry, "avcC", 86)[8..],
                "mp4a" => Child(entry, "esds", 36)[12..],
                _ => throw new InvalidDataException($"the sample entry is {codec}"),
            };
            if (!_tracks.TryAdd(id, new Track(id, handler, configuration)))
            {
                complain($"moov has track {id} twice.");
            }
        }

        byte[] mvex = Child(moov, "mvex");
        uint[] extended = [.. Children(mvex, 8).Where(child => TypeOf(child) == "trex").Select(trex => U32(trex, 12)).Order()];
        if (!extended.SequenceEqual(_tracks.Keys.Order()))
        {
            complain("The trex boxes are not those of the tracks.");
        }

        if (!_listed.Select(t => t.Id).Order().SequenceEqual(_tracks.Keys.Order()))
        {
            complain("The tracks of LiveServerManifest are not those of moov.");
        }

        foreach (Listed listed in _listed.Where(t => _tracks.ContainsKey(t.Id)))
        {
            CompareConfiguration(listed, _tracks[listed.Id]);
        }
    }

    private void CompareConfiguration(Listed listed, Track track)
    {
        // Every parameter set of the CodecPrivateData, or the whole AudioSpecificConfig, is found in the sample entry.
        IEnumerable<string> parts = listed.Kind == "video"
            ? (listed.PrivateData ?? "").ToUpperInvariant().Split("00000001", StringSplitOptions.RemoveEmptyEntries)
            : [(listed.PrivateData ?? "").ToUpperInvariant()];
        string configuration = Convert.ToHexString(track.Configuration);
        if (string.IsNullOrEmpty(listed.PrivateData) || parts.Any(part => !configuration.Contains(part, StringComparison.Ordinal)))
        {
            complain($"CodecPrivateData {listed.PrivateData} of track {listed.Id} is not in moov: {configuration}.");
        }
    }

    private void TakeFragment(byte[] mdat)
    {
        if (_moof is not { } moof)
        {
            complain("An mdat follows no moof.");
            return;
        }

        _moof = null;
        byte[][] trafs = [.. Children(moof, 8).Where(child => TypeOf(child) == "traf")];
        if (trafs.Length != 1)
        {
            complain($"A moof has {trafs.Length} traf boxes, not 1.");
            return;
        }

        byte[] tfhd = Child(trafs[0], "tfhd");
        uint id = U32(tfhd, 12);
        if (U32(tfhd, 8) != 0x20)
        {
            complain($"tfhd has flags {U32(tfhd, 8):X8}, not 00000020.");
        }

        if (!_tracks.TryGetValue(id, out Track? track))
        {
            complain($"A fragment is of track {id}, which moov has not.");
            return;
        }

        byte[]? tfxd = Children(trafs[0], 8).Find(child => TypeOf(child) == "uuid" && Convert.ToHexString(child, 8, 16) == TfxdUuid);
        if (tfxd is not { Length: 44 } || tfxd[24] != 1)
        {
            complain($"A fragment of track {id} has no tfxd of version 1.");
            return;
        }

        long time = I64(tfxd, 28);
        long duration = I64(tfxd, 36);
        CheckSamples(track, Child(trafs[0], "trun"), U32(tfhd, 16), moof.Length, mdat, duration);
        CheckOrder(track, U32(Child(moof, "mfhd"), 12), time, duration);
        receive(new ReceivedFragment(request, id, time, duration, Convert.ToHexString(SHA256.HashData(mdat.AsSpan(8)))));
    }

    private void CheckOrder(Track track, uint sequence, long time, long duration)
    {
        if (time < 0 || time < track.End)
        {
            complain($"A fragment of track {track.Id} begins at {time}; the one before ends at {track.End}.");
        }

        if (sequence <= track.Sequence)
        {
            complain($"Sequence number {sequence} of track {track.Id} follows {track.Sequence}.");
        }

        track.End = time + duration;
        track.Sequence = sequence;
    }

    private void CheckSamples(Track track, byte[] trun, uint defaults, int moofLength, byte[] mdat, long duration)
    {
        uint flags = U32(trun, 8) & 0xFFFFFF;
        int count = (int)U32(trun, 12);
        int at = 16;
        if ((flags & 0x1) == 0 || U32(trun, at) != moofLength + 8)
        {
            complain($"The data offset of a fragment of track {track.Id} is not {moofLength + 8}.");
        }

        at += (flags & 0x1) != 0 ? 4 : 0;
        uint? first = (flags & 0x4) != 0 ? U32(trun, at) : null;
        at += first is null ? 0 : 4;
        long durations = 0;
        int position = 8;
        for (int i = 0; i < count; i++)
        {
            durations += Next(0x100);
            int size = (int)Next(0x200);
            uint sample = (flags & 0x400) != 0 ? Next(0x400) : i == 0 && first is { } f ? f : defaults;
            _ = Next(0x800);
            if (i == 0 && track.Handler == "vide" && (sample & 0x10000) != 0)
            {
                complain($"A fragment of track {track.Id} begins with a sample that is not sync.");
            }

            if (size < 0 || size > mdat.Length - position)
            {
                complain($"Sample {i} of a fragment of track {track.Id} leaves its mdat.");
                return;
            }

            if (track.Handler == "vide")
            {
                CheckNalLengths(track, mdat.AsSpan(position, size));
            }

            position += size;
        }

        if (at != trun.Length || position != mdat.Length || durations != duration)
        {
            complain($"A fragment of track {track.Id}: trun is read to {at} of {trun.Length}, mdat to {position} of {mdat.Length}, " +
                $"the samples last {durations} of {duration}.");
        }

        uint Next(uint flag)
        {
            if ((flags & flag) == 0)
            {
                return 0;
            }

            at += 4;
            return U32(trun, at - 4);
        }
    }

    private void CheckNalLengths(Track track, ReadOnlySpan<byte> sample)
    {
        while (sample.Length >= 4 && U32(sample, 0) <= sample.Length - 4)
        {
            sample = sample[(4 + (int)U32(sample, 0))..];
        }

        if (!sample.IsEmpty)
        {
            complain($"The NAL units of a sample of track {track.Id} do not fill it.");
        }
    }
}
