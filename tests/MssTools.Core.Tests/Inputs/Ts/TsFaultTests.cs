using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Ts;

/// <summary>Transport streams whose tables, stamps or packets are not what they should be.</summary>
public class TsFaultTests
{
    private const int Avc = 0x1b;
    private const int Adts = 0x0f;
    private const int Private = 0x06;
    private const int OtherVideoPid = 0x200;
    private const int OtherAudioPid = 0x201;
    private const string Unit = TsBuilder.Delimiter + "000001";

    [Fact]
    public void ReadSamples_StampedPesGoesOnWithANalUnit_ItsBytesBelongToTheOpenOne()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0).Video(3600, Unit + "419aaabb").Video(3600, "ccdd")
            .Video(3600, "ee" + "000001" + "4112").Slice(7200).Read();

        Assert.Equal([0L, 3600, 7200], samples.Select(sample => sample.DecodeTime));
        Assert.Equal("0000000209f0" + "00000007419aaabbccddee" + "000000024112", Hex(samples[1]));
    }

    [Fact]
    public void ReadSamples_EachSliceInAStampedPes_IsOnePictureWithoutDelimiters()
    {
        const string Further = "000001" + "415a"; // first_mb_in_slice is 1

        List<Sample> samples = new TsBuilder().Tables(Avc).Video(0, TsBuilder.ParameterSets + "0000016588").Video(3600, "000001419a")
            .Video(3600, Further).Video(3600, "bb" + Further).Video(7200, "000001419a").Read();

        Assert.Equal([0L, 3600, 7200], samples.Select(sample => sample.DecodeTime));
        Assert.Equal("00000002419a" + "00000003415abb" + "00000002415a", Hex(samples[1]));
    }

    [Theory]
    [InlineData("00", "00000109f0")]
    [InlineData("0000", "0109f0")]
    [InlineData("000000", "0109f0")]
    public void ReadSamples_StartCodeOverTwoPes_BeginsAnAccessUnit(string before, string behind)
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0).Video(3600, Unit + "419a" + before)
            .Video(7200, behind + "000001" + "41bb").Slice(10800).Read();

        Assert.Equal([0L, 3600, 7200, 10800], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(["0000000209f0" + "00000002419a", "0000000209f0" + "0000000241bb"], samples.Skip(1).Take(2).Select(Hex));
    }

    [Fact]
    public void ReadSamples_ProgramsShareThePidOfTheirMaps_TheOneWithH264IsTaken()
    {
        List<Sample> samples = new TsBuilder().Association((1, TsBuilder.MapPid), (2, TsBuilder.MapPid))
            .Map(TsBuilder.MapPid, 1, (3, 0x300)).Map(TsBuilder.MapPid, 2, (Avc, TsBuilder.VideoPid)).Idr(0).Slice(3600).Read();

        Assert.Equal(2, samples.Count);
    }

    [Fact]
    public void ReadSamples_OtherPidsWithinAGop_LoseNothing()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Adts);
        byte[] frame = TsBuilder.Adts("21aaaaaaaa");
        stream.Idr(0).Audio(0, TsBuilder.Adts("2101"), frame[..5]).Slice(3600)
            .Map(TsBuilder.MapPid, 1, (Avc, OtherVideoPid), (Adts, OtherAudioPid))
            .Pes(OtherVideoPid, 7200, Convert.FromHexString(Unit + "419a")).Pes(OtherAudioPid, 3840, [.. frame[5..], .. TsBuilder.Adts("2102")], bounded: true)
            .Pes(OtherVideoPid, 10800, Convert.FromHexString(Unit + "419a"));

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal([0L, 3600, 7200, 10800], Of(MediaKind.Video, samples).Select(sample => sample.DecodeTime));
        Assert.Equal(["2101", "21aaaaaaaa", "2102"], Of(MediaKind.Audio, samples).Select(Hex));
        Assert.Equal(0, reader.Losses);
        Assert.Empty(reader.Warnings);
    }

    [Fact]
    public void ReadSamples_OtherPidWhoseStartIsMissing_IsALossThatIsCounted()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Map(TsBuilder.MapPid, 1, (Avc, OtherVideoPid));
        stream.Pes(OtherVideoPid, 7200, Convert.FromHexString(Unit + "419a" + new string('5', 600)));
        stream.Packets.RemoveAt(stream.Packets.Count - 2); // the PES packet has two: the map came late
        stream.Pes(OtherVideoPid, 10800, Convert.FromHexString(Unit + "419a"));
        stream.Pes(OtherVideoPid, 14400, Convert.FromHexString(TsBuilder.Delimiter + TsBuilder.ParameterSets + "0000016588"));

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal([0L, 3600, 14400], samples.Select(sample => sample.DecodeTime));
        Assert.Contains(reader.Warnings, warning => warning.Contains("1 picture behind a loss", StringComparison.Ordinal));
    }

    // The picture at 3600 tells its length, and its last packet is missing: that shows when the new PID begins.
    [Fact]
    public void ReadSamples_LossAtTheEndOfAPid_IsCounted()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0);
        stream.Pes(TsBuilder.VideoPid, 3600, Convert.FromHexString(Unit + "419a" + new string('5', 1000)), bounded: true);
        stream.Packets.RemoveAt(stream.Packets.Count - 1);
        stream.Map(TsBuilder.MapPid, 1, (Avc, OtherVideoPid));
        stream.Pes(OtherVideoPid, 7200, Convert.FromHexString(TsBuilder.Delimiter + TsBuilder.ParameterSets + "0000016588"));

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal([0L, 7200], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(1, reader.Losses);
    }

    // The picture at 3600 has two packets on the old PID and goes on with the third on the new one.
    [Fact]
    public void ReadSamples_OtherPidWithinAPesPacket_ItsPictureIsLostAndCounted()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600, "419a" + new string('5', 1000));
        byte[] rest = stream.Packets[^1];
        stream.Packets.RemoveAt(stream.Packets.Count - 1);
        stream.Map(TsBuilder.MapPid, 1, (Avc, OtherVideoPid));
        (rest[1], rest[2], rest[3]) = (OtherVideoPid >> 8, OtherVideoPid & 0xff, (byte)(rest[3] | 15)); // before the counter's 0
        stream.Packets.Add(rest);
        stream.Pes(OtherVideoPid, 7200, Convert.FromHexString(TsBuilder.Delimiter + TsBuilder.ParameterSets + "0000016588"));

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal([0L, 7200], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(1, reader.Losses);
    }

    [Fact]
    public void ReadSamples_AdtsInPrivateData_IsFound()
    {
        (List<Sample> samples, TsReader reader) = Read(new TsBuilder().Tables(Avc, Private).Idr(0)
            .Audio(0, TsBuilder.Adts("2101"), TsBuilder.Adts("2102")).Audio(3840, TsBuilder.Adts("2103")).Slice(3600));

        Assert.Equal(["2101", "2102", "2103"], Of(MediaKind.Audio, samples).Select(Hex));
        Assert.Empty(reader.Warnings);
        Assert.Equal(2, reader.Announced.Count);
    }

    // One or two headers of chance, or of several kinds, are not sound: nothing waits for it and nothing is said.
    [Theory]
    [InlineData("fff14c80033ffc0102030405060708090a0b0c0d0e0f10111213")] // then a frame's length further something else
    [InlineData("fff14c80013ffc2101" + "fff14c80013ffc2101" + "fff15080013ffc2101")]
    [InlineData("fff14c80013ffc2101" + "fff14c80013ffc2101")]
    public void ReadSamples_PrivateDataWithFewAdtsHeaders_AreNoSound(string payload)
    {
        (List<Sample> samples, TsReader reader) = Read(new TsBuilder().Tables(Avc, Private).Idr(0)
            .Pes(TsBuilder.AudioPid, 0, Convert.FromHexString(payload), bounded: true, streamId: 0xbd)
            .Pes(TsBuilder.AudioPid, 3600, [1, 2, 3, 4, 5, 6, 7, 8], bounded: true, streamId: 0xbd).Slice(3600));

        Assert.All(samples, sample => Assert.Equal(MediaKind.Video, sample.Track.Kind));
        Assert.Equal([Contents.Video], reader.Announced);
        Assert.Empty(reader.Warnings);
    }

    // One frame a PES packet, with the map in between, behind data that look like a frame: all of the sound is there.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void ReadSamples_AdtsInPrivateData_LosesNoFrame(bool isBounded, bool isBehindOther)
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Private).Idr(0);
        if (isBehindOther)
        {
            stream.Pes(TsBuilder.AudioPid, 0, Convert.FromHexString("fff14c80033ffc" + "01020304050607"), bounded: isBounded, streamId: 0xbd);
        }

        for (int i = 1; i <= 8; i++)
        {
            stream.Tables(Avc, Private).Pes(TsBuilder.AudioPid, i * 1920, TsBuilder.Adts($"210{i}"), bounded: isBounded, streamId: 0xbd);
        }

        (List<Sample> samples, TsReader reader) = Read(stream.Slice(3600));
        List<Sample> frames = [.. Of(MediaKind.Audio, samples)];

        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"210{i}"), frames.Select(Hex));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => i * 1024L), frames.Select(sample => sample.DecodeTime));
        Assert.Equal(2, reader.Announced.Count);
        Assert.Empty(reader.Warnings);
    }

    [Theory]
    [InlineData("0b7700001440400000", "AC-3")]
    [InlineData("0b7700001480400000", "E-AC-3")]
    [InlineData("56e0120000000000", "AAC in LATM")]
    public void ReadSamples_OtherSoundInPrivateData_IsNamed(string payload, string name)
    {
        (_, TsReader reader) = Read(new TsBuilder().Tables(Avc, Private).Idr(0)
            .Pes(TsBuilder.AudioPid, 0, Convert.FromHexString(payload), bounded: true, streamId: 0xbd).Slice(3600));
        string warning = Assert.Single(reader.Warnings);

        Assert.Contains("PID 257", warning, StringComparison.Ordinal);
        Assert.Contains($"({name})", warning, StringComparison.Ordinal);
        Assert.Equal([Contents.Video], reader.Announced);
    }

    [Fact]
    public void ReadSamples_SubtitlesInPrivateData_AreNoSound()
    {
        (List<Sample> samples, TsReader reader) = Read(new TsBuilder().Tables(Avc, Private).Idr(0)
            .Pes(TsBuilder.AudioPid, 0, [0x20, 0x00, 0x0f, 0x10, 0, 1, 0, 2, 0, 0], bounded: true, streamId: 0xbd).Slice(3600));

        Assert.Equal(2, samples.Count);
        Assert.Empty(reader.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadSamples_NoTables_TakesWhatThePacketsShow(bool isDamaged)
    {
        var stream = new TsBuilder();
        if (isDamaged)
        {
            stream.Association((1, TsBuilder.MapPid)).Section(TsBuilder.MapPid, 2, 1, [0xe1, 0, 0xf0, 0, Avc, 0xe1, 0, 0xf0, 0], rightCrc: false);
        }

        for (int i = 0; i < 8; i++)
        {
            _ = i % 4 == 0 ? stream.Idr(i * 3600) : stream.Slice(i * 3600);
            stream.Audio(i * 1920, TsBuilder.Adts($"21{i:x2}")).Pes(0x300, null, [0, 0, 1, 0xb3, 1, 2, 3, 4]); // no MPEG-2 picture either
        }

        (List<Sample> samples, TsReader reader) = ReadFile(stream);

        Assert.Equal(8, Of(MediaKind.Video, samples).Count());
        Assert.Equal(8, Of(MediaKind.Audio, samples).Count());
        Assert.Contains("PID 256 as 0x1b (H.264), PID 257 as 0x0f (AAC in ADTS)", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_LiveWithoutTables_BeginsAfterPatienceAndSaysSo()
    {
        TsBuilder stream = new TsBuilder();
        for (int i = 0; i < 12_000; i++)
        {
            _ = i % 50 == 0 ? stream.Idr(i * 3600) : stream.Slice(i * 3600);
        }

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal(10_000, samples[0].DecodeTime / 3600);
        Assert.Equal(2000, samples.Count);
        Assert.Contains(reader.Warnings, warning => warning.StartsWith("10000 packets of media came before", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadSamples_FileWithLateTables_LosesNothing()
    {
        TsBuilder stream = new TsBuilder().Idr(0).Slice(3600).Slice(7200).Tables(Avc).Slice(10800);

        (List<Sample> samples, TsReader reader) = ReadFile(stream);

        Assert.Equal([0L, 3600, 7200, 10800], samples.Select(sample => sample.DecodeTime));
        Assert.Empty(reader.Warnings);
    }

    [Fact]
    public void ReadSamples_ScrambledPackets_AreCountedByPid()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Adts).Idr(0);
        for (int i = 0; i < 5; i++)
        {
            stream.Audio(i * 1920, TsBuilder.Adts("2101")).Slice(3600 + i * 3600);
            stream.Packets[^2][3] |= 0x80;
        }

        (List<Sample> samples, TsReader reader) = Read(stream);

        Assert.Equal(6, samples.Count);
        Assert.Contains(reader.Warnings, warning => warning.StartsWith("5 packets of PID 257 are scrambled", StringComparison.Ordinal));
    }

    // As in MP4 and FLV: an I picture that the container marks is where a track may begin.
    [Theory]
    [InlineData("41b0ff", true, 3)]  // slice_type 2
    [InlineData("4188ff", true, 3)]  // slice_type 7
    [InlineData("41b0ff", false, 0)]
    [InlineData("419aff", true, 0)]  // slice_type 5
    public void ReadSamples_NeitherIdrNorRecoveryPoint_BeginsAtAnIPictureThatIsMarked(string slice, bool isMarked, int expected)
    {
        TsBuilder stream = new TsBuilder().Tables(0x1b).Slice(0, slice);
        int start = stream.Packets.Count;
        stream.Idr(3600, slice: slice).Slice(7200).Slice(10_800);
        stream.Packets[start][5] |= (byte)(isMarked ? 0x40 : 0); // random_access_indicator

        List<Sample> samples = stream.Read();

        Assert.Equal(expected, samples.Count);
        Assert.All(samples, (sample, i) => Assert.Equal(i == 0, sample.IsSync));
    }

    [Fact]
    public void ReadSamples_PicturesBeforeTheFirstIdr_AreCounted()
    {
        (List<Sample> samples, TsReader reader) = Read(new TsBuilder().Tables(Avc).Slice(0).Slice(3600).Slice(7200).Idr(10800));

        Assert.Single(samples);
        Assert.StartsWith("H.264 of PID 256: 3 pictures before the first", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Announced_FollowsTheMap()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Adts).Idr(0).Slice(3600).Slice(7200).Slice(10800)
            .Map(TsBuilder.MapPid, 1, (Avc, TsBuilder.VideoPid)).Slice(14400).Slice(18000).Slice(21600);
        using var reader = new TsReader(new InputStream(new MemoryStream(stream.ToArray())));
        Assert.Empty(reader.Announced);

        List<int> counts = [.. reader.ReadSamples(CancellationToken.None).Select(_ => reader.Announced.Count)];

        Assert.Equal((2, 1), (counts[0], counts[^1]));
    }

    [Fact]
    public void Announced_CodecThatIsRefused_IsNotThere()
    {
        (_, TsReader reader) = Read(new TsBuilder().Tables(Avc, 0x11, 0x81).Idr(0).Slice(3600));

        Assert.Equal([Contents.Video], reader.Announced);
        Assert.Contains(reader.Warnings, warning => warning.Contains("0x11 (AAC in LATM) of PID 257", StringComparison.Ordinal));
    }

    // One stamp of the sound is 11.6 s behind: the sound stays where it was, and loses no frame.
    [Fact]
    public void ReadSamples_OneSoundStampIsFarBack_MovesNothing()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Adts);
        for (int i = 0; i < 40; i++)
        {
            long time = 2_000_000 + i * 3840;
            _ = i == 0 ? stream.Idr(time) : stream.Slice(time);
            stream.Audio(i == 20 ? time - 1_044_000 : time, TsBuilder.Adts("2101"), TsBuilder.Adts("2102"));
        }

        List<Sample> samples = stream.Read();

        Assert.Equal(Enumerable.Range(0, 40).Select(i => 2_000_000L + i * 3840), Of(MediaKind.Video, samples).Select(s => s.DecodeTime));
        long first = Of(MediaKind.Audio, samples).First().DecodeTime;
        Assert.Equal(Enumerable.Range(0, 80).Select(i => first + i * 1024L), Of(MediaKind.Audio, samples).Select(s => s.DecodeTime));
    }

    [Fact]
    public void ReadSamples_NullPacketsOnly_IsMalformedAndKeepsNothing()
    {
        byte[] packet = [0x47, 0x1f, 0xff, 0x10, .. Enumerable.Repeat((byte)0xff, 184)];
        byte[] bytes = [.. Enumerable.Repeat(packet, 20_000).SelectMany(p => p)];
        long before = GC.GetAllocatedBytesForCurrentThread();

        MssException failure = Assert.Throws<MssException>(() => TsBuilder.Read(bytes, out _));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    private static (List<Sample> Samples, TsReader Reader) Read(TsBuilder stream)
    {
        var reader = new TsReader(new InputStream(new MemoryStream(stream.ToArray())));
        return ([.. reader.ReadSamples(CancellationToken.None)], reader);
    }

    private static (List<Sample> Samples, TsReader Reader) ReadFile(TsBuilder stream)
    {
        using var file = new TemporaryFile(stream.ToArray());
        using var reader = new TsReader(new InputStream(MediaFile.Open(file.Path)));
        return ([.. reader.ReadSamples(CancellationToken.None)], reader);
    }

    private static IEnumerable<Sample> Of(MediaKind kind, List<Sample> samples) => samples.Where(sample => sample.Track.Kind == kind);

    private static string Hex(Sample sample) => Convert.ToHexStringLower(sample.Data.ToMemory().Span);
}
