using System.Globalization;
using System.Xml.Linq;
using MssTools.Core.Iso;
using MssTools.Core.Tests.Stored;

namespace MssTools.Core.Tests.Checks;

/// <summary>One fault and more for each rule, each with everything that a check must say of it and nothing else.</summary>
internal static class PlantedFaults
{
    /// <summary>In a recording on disk.</summary>
    public static IReadOnlyDictionary<string, (string Expected, Action<TestPresentation> Plant)> Recorded { get; } = new Dictionary<string, (string, Action<TestPresentation>)>
    {
        ["cut manifest"] = ("MSS101", p => p.Manifest = System.Text.Encoding.UTF8.GetBytes(p.Root.ToString()[..^40])),
        ["empty manifest"] = ("MSS101", p => p.Manifest = []),
        ["another root"] = ("MSS101", p => p.Root.Name = "MPD"),
        ["document type"] = ("MSS101", p => p.Manifest = System.Text.Encoding.UTF8.GetBytes("<!DOCTYPE SmoothStreamingMedia>" + p.Root)),
        ["version 1"] = ("MSS102", p => p.Root.SetAttributeValue("MajorVersion", 1)),
        ["no minor version"] = ("MSS102", p => p.Root.SetAttributeValue("MinorVersion", null)),
        ["no duration"] = ("MSS103", p => p.Root.SetAttributeValue("Duration", null)),
        ["duration in words"] = ("MSS103", p => p.Root.SetAttributeValue("Duration", "PT8S")),
        ["boolean of one"] = ("MSS104", p => p.Root.SetAttributeValue("IsLive", "1")),
        ["no time scale that is one"] = ("MSS105", p => p.Video.SetAttributeValue("TimeScale", "fast")),
        ["time scale of the root alone"] = ("MSS106", p => { p.Root.SetAttributeValue("TimeScale", 1000); p.Root.SetAttributeValue("Duration", 8000); }),
        ["byte order mark"] = ("MSS107", p => p.Manifest = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(p.Root.ToString())]),
        ["namespace"] = ("MSS108", p => p.Manifest = System.Text.Encoding.UTF8.GetBytes(p.Root.ToString().Replace("<SmoothStreamingMedia ", "<SmoothStreamingMedia xmlns=\"urn:x\" ", StringComparison.Ordinal))),
        ["unknown element"] = ("MSS109", p => p.Video.AddFirst(new XElement("Vendor"))),
        ["no stream"] = ("MSS110", p => p.Root.RemoveNodes()),
        ["type of another kind"] = ("MSS111", p => p.Audio.SetAttributeValue("Type", "smell")),
        ["text without subtype"] = ("MSS112", p => AddText(p)?.SetAttributeValue("Subtype", null)),
        ["same name"] = ("MSS113", p => p.Audio.SetAttributeValue("Name", "video")),
        ["name of digits"] = ("MSS114", p => p.Audio.SetAttributeValue("Name", "5.1")),
        ["chunks of zero"] = ("MSS115", p => p.Video.SetAttributeValue("Chunks", 0)),
        ["one quality level too few"] = ("MSS116", p => p.Video.SetAttributeValue("QualityLevels", 1)),
        ["no url"] = ("MSS117 MSS120 MSS401", p => p.Video.SetAttributeValue("Url", null)),
        ["url without time"] = ("MSS117 MSS401", p => p.Audio.SetAttributeValue("Url", "QualityLevels({bitrate})/Fragments(audio)")),
        ["url of the reference server"] = ("MSS118", p => p.Video.SetAttributeValue("Url", "QualityLevels({bitrate})/Fragments(video={start_time})")),
        ["url with a capital"] = ("MSS118", p => p.Video.SetAttributeValue("Url", "QualityLevels({Bitrate})/Fragments(video={start time})")),
        ["no rendition"] = ("MSS116 MSS119", p => p.Audio.Element("QualityLevel")!.Remove()),
        ["same bit rate"] = ("MSS120", p => p.Level(1).SetAttributeValue("Bitrate", 1_000_000)),
        ["same index"] = ("MSS121", p => p.Level(1).SetAttributeValue("Index", 0)),
        ["no index"] = ("MSS121", p => p.Level().SetAttributeValue("Index", null)),
        ["no bit rate"] = ("MSS122 MSS401", p => p.Level(2).SetAttributeValue("Bitrate", null)),
        ["time in hexadecimal"] = ("MSS123", p => p.Row(1).SetAttributeValue("t", "0x1312d00")),
        ["negative time"] = ("MSS123", p => p.Row(0).SetAttributeValue("t", "-1")),
        ["numbers that skip"] = ("MSS124", p => Number(p, 0, 1, 3, 4)),
        ["repeats in version 0"] = ("MSS125", p => Repeat(p)),
        ["no last length"] = ("MSS126 MSS131 MSS204 MSS502", p => p.Row(3).SetAttributeValue("d", null)),
        ["nothing listed"] = ("MSS127 MSS419", p => { p.Audio.Elements("c").Remove(); p.Audio.SetAttributeValue("Chunks", 0); }),
        ["language of two letters"] = ("MSS128", p => p.Audio.SetAttributeValue("Language", "en")),
        ["header that is no base64"] = ("MSS129", p => Protect(p, "9A04F079-9840-4286-AB92-E65BE0885F95", "A A A")),
        ["system in braces"] = ("MSS130", p => Protect(p, "{9A04F079-9840-4286-AB92-E65BE0885F95}", "AAAA")),
        ["length left out"] = ("MSS131", p => p.Row(1).SetAttributeValue("d", null)),
        ["listed twice"] = ("MSS115 MSS201", p => p.Row(1).AddAfterSelf(new XElement(p.Row(1)))),
        ["listed in disorder"] = ("MSS201 MSS203", p => Swap(p.Row(1), p.Row(2))),
        ["overlap"] = ("MSS202 MSS502 MSS503", p => p.Row(1).SetAttributeValue("d", 2 * TestPresentation.Length)),
        ["hole"] = ("MSS115 MSS203 MSS419", p => p.Row(1).Remove()),
        ["length of zero"] = ("MSS204 MSS502", p => p.Row(1).SetAttributeValue("d", 0)),
        ["duration of an hour"] = ("MSS205", p => p.Root.SetAttributeValue("Duration", 36_000_000_000)),
        ["time of today"] = ("MSS206 MSS211", p => Move(p, 17_953_920_000_000_001)),
        ["length of eight minutes"] = ("MSS205 MSS207 MSS210 MSS502 MSS503", p => p.Row(3).SetAttributeValue("d", 4_800_000_000)),
        ["sound ends early"] = ("MSS115 MSS208 MSS419", p => p.Audio.Elements("c").Skip(1).Remove()),
        ["sound begins late"] = ("MSS115 MSS208 MSS419", p => p.Audio.Elements("c").SkipLast(1).Remove()),
        ["uneven lengths"] = ("MSS202 MSS209 MSS502 MSS503", p => p.Row(1).SetAttributeValue("d", 5 * TestPresentation.Length)),
        ["a minute each"] = ("MSS210", p => Stretch(p, 30)),
        ["recorded since 1970"] = ("MSS211", p => Move(p, 17_000_000_000_000_000)),
        ["no codec of pictures"] = ("MSS301 MSS318", p => p.Level(1).SetAttributeValue("FourCC", null)),
        ["no codec of sound"] = ("MSS302", p => p.Level(2).SetAttributeValue("FourCC", null)),
        ["codec of the future"] = ("MSS303", p => p.Level(2).SetAttributeValue("FourCC", "mp4a")),
        ["no private data"] = ("MSS304", p => p.Level().SetAttributeValue("CodecPrivateData", null)),
        ["private data in base64"] = ("MSS304", p => p.Level().SetAttributeValue("CodecPrivateData", "AAAAAWdkAA0=")),
        ["empty private data of sound"] = ("MSS305", p => p.Level(2).SetAttributeValue("CodecPrivateData", "")),
        ["parameter sets as avcC"] = ("MSS306", p => p.Level().SetAttributeValue("CodecPrivateData", "014D400CFFE10019" + TestPresentation.ParameterSets[8..58])),
        ["short start codes"] = ("MSS306", p => p.Level().SetAttributeValue("CodecPrivateData", TestPresentation.ParameterSets[2..])),
        ["no picture parameter set"] = ("MSS306", p => p.Level().SetAttributeValue("CodecPrivateData", TestPresentation.ParameterSets[..58])),
        ["two picture parameter sets"] = ("MSS307", p => p.Level().SetAttributeValue("CodecPrivateData", TestPresentation.ParameterSets + "0000000168CE3C80")),
        ["no size"] = ("MSS308", p => p.Level().SetAttributeValue("MaxHeight", null)),
        ["another size"] = ("MSS309", p => p.Level().SetAttributeValue("MaxWidth", 640)),
        ["lengths of two bytes"] = ("MSS310", p => p.Level().SetAttributeValue("NALUnitLengthField", 2)),
        ["audio configuration of one byte"] = ("MSS311", p => p.Level(2).SetAttributeValue("CodecPrivateData", "11")),
        ["no sampling rate"] = ("MSS312", p => p.Level(2).SetAttributeValue("SamplingRate", null)),
        ["another sampling rate"] = ("MSS313", p => p.Level(2).SetAttributeValue("SamplingRate", 44100)),
        ["tag of another codec"] = ("MSS314", p => p.Level(2).SetAttributeValue("AudioTag", 353)),
        ["high efficiency"] = ("MSS315", p => p.Level(2).SetAttributeValue("FourCC", "AACH")),
        ["no packet size"] = ("MSS316", p => p.Level(2).SetAttributeValue("PacketSize", null)),
        ["text of another kind"] = ("MSS317", p => AddText(p)?.Element("QualityLevel")?.SetAttributeValue("FourCC", "SRT")),
        ["two codecs"] = ("MSS318", p => p.Level(1).SetAttributeValue("FourCC", "AVC1")),
        ["two formats of sound"] = ("MSS319 MSS401", p => AddSound(p)),
        ["fragment gone"] = ("MSS401", p => p.Fragments.Remove("QualityLevels(500000)/Fragments(video=20000000)")),
        ["fragment cut in its moof"] = ("MSS402", p => Cut(p, 100)),
        ["fragment cut in its mdat"] = ("MSS402", p => Cut(p, -20)),
        ["fragment empty"] = ("MSS402", p => Cut(p, 0)),
        ["styp before"] = ("MSS403", p => p.Change(1, f => f with { Before = TestFragment.Box("styp", 1, 2, 3, 4) })),
        ["no mdat"] = ("MSS404", p => p.Change(1, f => f with { HasMdat = false })),
        ["two fragments in one"] = ("MSS405", p => p.Change(1, f => f with { Behind = f.Build() })),
        ["two tracks"] = ("MSS406 MSS410", p => p.Change(1, f => f with { Tracks = 2 })),
        ["no mfhd"] = ("MSS407", p => p.Change(1, f => f with { Sequence = null })),
        ["base offset"] = ("MSS408", p => p.Change(1, f => f with { HeaderFlags = 0x21 })),
        ["default size"] = ("MSS408", p => p.Change(1, f => f with { HeaderFlags = 0x30 })),
        ["track 0"] = ("MSS409", p => p.Change(1, f => f with { TrackId = 0 })),
        ["data offset of the mdat's header"] = ("MSS410", p => p.Change(1, f => f with { DataOffsetError = -8 })),
        ["sizes too large"] = ("MSS411", p => p.Change(1, f => f with { Samples = [.. f.Samples.SkipLast(1), f.Samples[^1] with { StatedSize = 100 }] })),
        ["bytes of nobody"] = ("MSS412", p => p.Change(1, f => f with { Surplus = 5 })),
        ["no samples"] = ("MSS413 MSS513", p => p.Change(1, f => f with { Samples = [] })),
        ["two runs"] = ("MSS414", p => p.Change(1, f => f with { InTrack = TestFragment.Box("trun", 0, 0, 0, 0, 0, 0, 0, 0) })),
        ["negative offset in version 0"] = ("MSS415", p => p.Change(1, f => f with { Samples = [f.Samples[0] with { Offset = -1 }, .. f.Samples.Skip(1)] })),
        ["same sequence number"] = ("MSS416", p => p.Change(1, f => f with { Sequence = 1 })),
        ["no durations"] = ("MSS417 MSS503 MSS513", p => p.Change(1, f => f with { RunFlags = 0xE01 })),
        ["encrypted without header"] = ("MSS418", p => p.Change(1, f => f with { InTrack = TestFragment.Box("senc", 0, 0, 0, 0, 0, 0, 0, 0) })),
        ["not listed"] = ("MSS419", p => p.Fragments["QualityLevels(64000)/Fragments(audio=80000000)"] = p.Fragments["QualityLevels(64000)/Fragments(audio=0)"]),
        ["another time in tfxd"] = ("MSS501", p => p.Change(1, f => f with { Place = (TestPresentation.Length + 1, TestPresentation.Length) })),
        ["another length in tfxd"] = ("MSS502", p => p.Change(1, f => f with { Place = (TestPresentation.Length, TestPresentation.Length - 1) })),
        ["samples that end early"] = ("MSS503 MSS513", p => p.Change(1, f => f with { Samples = [.. f.Samples.SkipLast(5)] })),
        ["tfdt of another time"] = ("MSS510", p => p.Change(1, f => f with { InTrack = TestFragment.Box("tfdt", 0, 0, 0, 0, 0, 0, 0, 9) })),
        ["another first picture"] = ("MSS511", p => p.Change(1, f => f with { Samples = [f.Samples[0] with { Offset = 2_000_000 }, .. f.Samples.Skip(1)] })),
        ["end that announces more"] = ("MSS512", p => p.ChangeSound(3, f => f with { Next = [(4 * TestPresentation.Length, TestPresentation.Length)] })),
        ["time before zero"] = ("MSS514", p => p.ChangeSound(0, f => f with { Place = (-213_333, TestPresentation.Length) })),
        ["no idr"] = ("MSS601", p => p.Change(1, f => f with { Samples = [TestPresentation.Predicted() with { Flags = SampleFlags.Sync }, .. f.Samples.Skip(1)] })),
        ["recovery point"] = ("MSS602", p => p.Change(1, f => f with { Samples = [new TestSample(400_000, [0, 0, 0, 5, 6, 6, 1, 0x80, 0x80, 0, 0, 0, 4, 0x41, 0x9a, 2, 3]), .. f.Samples.Skip(1)] })),
        ["idr not flagged"] = ("MSS603", p => p.Change(1, f => f with { Samples = [f.Samples[0] with { Flags = SampleFlags.NonSync }, .. f.Samples.Skip(1)] })),
        ["picture flagged as sync"] = ("MSS604", p => p.Change(1, f => f with { Samples = [f.Samples[0], f.Samples[1] with { Flags = SampleFlags.Sync }, .. f.Samples.Skip(2)] })),
        ["start codes in samples"] = ("MSS605", p => p.Change(1, f => f with { Samples = [new TestSample(400_000, [0, 0, 0, 1, 0x65, 0x88, 0x84]), .. f.Samples.Skip(1)] })),
        ["lengths of two bytes in samples"] = ("MSS605", p => p.Change(1, f => f with { Samples = [new TestSample(400_000, [0, 5, 0x65, 0x88, 0x84, 0, 0x21]), .. f.Samples.Skip(1)] })),
        ["adts in samples"] = ("MSS606", p => p.ChangeSound(1, f => f with { Samples = [.. f.Samples.Select(s => s with { Data = [0xFF, 0xF1, 0x4C, 0x80, 1, 0x3F, 0xFC, 0x21] })] })),
        ["other parameter sets"] = ("MSS607", p => p.Change(1, f => f with { Samples = [new TestSample(400_000, [0, 0, 0, 4, 0x68, 1, 2, 3, 0, 0, 0, 5, 0x65, 0x88, 0x84, 0, 0x21]), .. f.Samples.Skip(1)] })),
        ["sound that is no sync"] = ("MSS608", p => p.ChangeSound(1, f => f with { DefaultValue = SampleFlags.NonSync })),
        ["sample of no bytes"] = ("MSS609", p => p.ChangeSound(1, f => f with { Samples = [f.Samples[0] with { Data = [] }, .. f.Samples.Skip(1)] })),
        ["window of a recording"] = ("MSS703", p => p.Root.SetAttributeValue("DVRWindowLength", 100)),
        ["time scale of milliseconds"] = ("MSS903", p => Rescale(p)),
        ["another name"] = ("MSS904", p => p.ManifestName = "film.ismc"),
    };

    /// <summary>In a live presentation on disk.</summary>
    public static IReadOnlyDictionary<string, (string Expected, Action<TestPresentation> Plant)> Live { get; } = new Dictionary<string, (string, Action<TestPresentation>)>
    {
        ["no tfxd"] = ("MSS504", p => p.Change(1, f => f with { Place = null })),
        ["no tfrf"] = ("MSS505", p => p.Change(1, f => f with { Next = null })),
        ["tfrf of none"] = ("MSS505", p => p.Change(1, f => f with { Next = [] })),
        ["tfrf of one"] = ("MSS506", p => p.Change(1, f => f with { Next = [f.Next![0]] })),
        ["tfrf of another time"] = ("MSS507", p => p.Change(1, f => f with { Next = [(f.Next![0].Time + 1, TestPresentation.Length), f.Next[1]] })),
        ["tfrf of another length"] = ("MSS508", p => p.Change(1, f => f with { Next = [(f.Next![0].Time, 7), f.Next[1]] })),
        ["tfrf in disorder"] = ("MSS507 MSS509", p => p.Change(1, f => f with { Next = [f.Next![1], f.Next[0]] })),
        ["live in lower case"] = ("MSS701", p => p.Root.SetAttributeValue("IsLive", "true")),
        ["look-ahead by the specification's name"] = ("MSS702", p => { p.Root.SetAttributeValue("LookAheadFragmentCount", null); p.Root.SetAttributeValue("LookaheadCount", 2); }),
        ["live with a duration"] = ("MSS704", p => p.Root.SetAttributeValue("Duration", 80_000_000)),
        ["more than the window"] = ("MSS705", p => p.Root.SetAttributeValue("DVRWindowLength", 20_000_000)),
        ["two fragments"] = ("MSS115 MSS706", p => { p.Video.Elements("c").Take(2).Remove(); p.Audio.Elements("c").Take(2).Remove(); }),
        ["written an hour ago"] = ("MSS707", p => p.Written = DateTime.UtcNow.AddHours(-1)),
    };

    /// <summary>Behind a server, in a recording.</summary>
    public static IReadOnlyDictionary<string, (string Expected, Action<TestPresentation> Plant)> Served { get; } = new Dictionary<string, (string, Action<TestPresentation>)>
    {
        ["manifest refused"] = ("MSS801", p => p.Answer = (t, r) => IsManifest(t) ? new TestSite.Reply(403, []) : r),
        ["manifest as bytes"] = ("MSS802", p => p.Answer = (t, r) => IsManifest(t) ? r with { Headers = "Content-Type: application/octet-stream" } : r),
        ["no sharing"] = ("MSS803", p => p.Answer = (_, r) => r with { Bare = true }),
        ["fragments as text"] = ("MSS806", p => p.Answer = (t, r) => IsManifest(t) ? r : r with { Headers = "Content-Type: text/plain" }),
        ["fragments not kept"] = ("MSS807", p => p.Answer = (t, r) => r.Status == 200 && !IsManifest(t) ? r with { Headers = "Content-Type: video/mp4\r\nCache-Control: no-store" } : r),
        ["a page where nothing is"] = ("MSS808", p => p.Answer = (_, r) => r.Status == 404 ? new TestSite.Reply(200, "<html>"u8.ToArray(), "Content-Type: text/html") : r),
        ["refusals that are kept"] = ("MSS809", p => p.Answer = (_, r) => r.Status == 404 ? r with { Headers = "Cache-Control: max-age=3600" } : r),
        ["failure where nothing is"] = ("MSS810", p => p.Answer = (_, r) => r.Status == 404 ? r with { Status = 500 } : r),
        ["fragment refused"] = ("MSS401", p => p.Answer = (t, r) => t.EndsWith("video=20000000)", StringComparison.Ordinal) ? new TestSite.Reply(404, [], "Cache-Control: no-store") : r),
        ["slow fragments"] = ("MSS811", AnswerSlowly),
        ["no policy"] = ("MSS901", p => p.Answer = (t, r) => t.EndsWith(".xml", StringComparison.Ordinal) ? new TestSite.Reply(404, [], "Cache-Control: no-store") : r),
    };

    /// <summary>Behind a server, live.</summary>
    public static IReadOnlyDictionary<string, (string Expected, Action<TestPresentation> Plant)> ServedLive { get; } = new Dictionary<string, (string, Action<TestPresentation>)>
    {
        ["date hidden"] = ("MSS803 MSS804", p => p.Answer = (t, r) => IsManifest(t) ? r with { Bare = true } : r),
        ["manifest kept for an hour"] = ("MSS805", p => p.Answer = (t, r) => IsManifest(t) ? r with { Headers = "Content-Type: text/xml\r\nCache-Control: max-age=3600" } : r),
        ["manifest without a word on caches"] = ("MSS805", p => p.Answer = (t, r) => IsManifest(t) ? r with { Headers = "Content-Type: text/xml" } : r),
        ["successor refused"] = ("MSS902", p => p.Answer = (t, r) => t.EndsWith("=80000000)", StringComparison.Ordinal) ? new TestSite.Reply(412, [], "Cache-Control: no-store") : r),
    };

    private static void AnswerSlowly(TestPresentation p)
    {
        Change(p, time => time / 100, length => length / 100, 0.01);
        p.Root.SetAttributeValue("Duration", 800_000);
        p.Answer = (target, reply) =>
        {
            Thread.Sleep(target.EndsWith("video=200000)", StringComparison.Ordinal) ? 80 : 0);
            return reply;
        };
    }

    private static bool IsManifest(string target) => target.Contains("anifest", StringComparison.Ordinal);

    private static XElement? AddText(TestPresentation p)
    {
        p.Root.Add(XElement.Parse(
            "<StreamIndex Type='text' Subtype='CAPT' Name='text' TimeScale='10000000' Chunks='1' QualityLevels='1' Url='t({bitrate})/{start time}'><QualityLevel Index='0' Bitrate='1' FourCC='TTML' CodecPrivateData=''/><c t='0' d='80000000'/></StreamIndex>"));
        p.Fragments["t(1)/0"] = new TestFragment { Place = (0, 80_000_000), RunFlags = 0x301, Samples = [new TestSample(80_000_000, "<tt/>"u8.ToArray())] };
        return p.Root.Elements("StreamIndex").Last();
    }

    private static void AddSound(TestPresentation p)
    {
        XElement level = new(p.Level(2));
        level.SetAttributeValue("Index", 1);
        level.SetAttributeValue("Bitrate", 96_000);
        level.SetAttributeValue("SamplingRate", 44_100);
        level.SetAttributeValue("CodecPrivateData", "1210");
        p.Level(2).AddAfterSelf(level);
        p.Audio.SetAttributeValue("QualityLevels", 2);
    }

    private static void Number(TestPresentation p, params int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            p.Row(i).SetAttributeValue("n", numbers[i]);
        }
    }

    private static void Repeat(TestPresentation p)
    {
        p.Video.Elements("c").Skip(1).Remove();
        p.Row(0).SetAttributeValue("r", 4);
    }

    private static void Protect(TestPresentation p, string system, string header) =>
        p.Root.AddFirst(new XElement("Protection", new XElement("ProtectionHeader", new XAttribute("SystemID", system), header)));

    private static void Swap(XElement one, XElement other)
    {
        var copy = new XElement(one);
        one.ReplaceWith(new XElement(other));
        other.ReplaceWith(copy);
    }

    // Everything, to another time: the names, the manifest and the boxes.
    private static void Move(TestPresentation p, long by) => Change(p, time => time + by, length => length, stretch: 1);

    private static void Stretch(TestPresentation p, int factor)
    {
        Change(p, time => time * factor, length => length * factor, factor);
        p.Root.SetAttributeValue("Duration", 80_000_000L * factor);
    }

    private static void Rescale(TestPresentation p)
    {
        Change(p, time => time / 10_000, length => length / 10_000, 0.0001);
        p.Root.SetAttributeValue("Duration", 8000);
        p.Root.SetAttributeValue("TimeScale", 1000);
        p.Video.SetAttributeValue("TimeScale", 1000);
        p.Audio.SetAttributeValue("TimeScale", 1000);
    }

    private static void Change(TestPresentation p, Func<long, long> time, Func<long, long> length, double stretch)
    {
        foreach (XElement row in p.Root.Descendants("c"))
        {
            row.SetAttributeValue("t", time((long)row.Attribute("t")!));
            row.SetAttributeValue("d", length((long)row.Attribute("d")!));
        }

        foreach ((string path, TestFragment fragment) in p.Fragments.ToList())
        {
            (long start, long duration) = fragment.Place!.Value;
            p.Fragments.Remove(path);
            string name = path[..(path.LastIndexOf('=') + 1)] + time(start).ToString(CultureInfo.InvariantCulture) + ")";
            p.Fragments[name] = fragment with
            {
                Place = (time(start), length(duration)),
                Samples = [.. fragment.Samples.Select(s => s with { Duration = (uint)(s.Duration * stretch) })],
            };
        }
    }

    private static void Cut(TestPresentation p, int length)
    {
        const string Path = "QualityLevels(1000000)/Fragments(video=20000000)";
        byte[] whole = p.Fragments[Path].Build();
        p.Fragments.Remove(Path);
        p.Files[Path] = length >= 0 ? whole[..length] : whole[..^-length];
    }
}
