using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Ts;

public class TsReaderTests
{
    private const int Avc = 0x1b;
    private const int Adts = 0x0f;
    private const string Sets = "000000076742000af841a2" + "0000000468ce3880";

    [Fact]
    public void ReadSamples_StartsInTheMiddle_WaitsForParameterSetsAndIdr()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Slice(0).Video(3600, TsBuilder.Delimiter + "0000016500")
            .Slice(7200).Idr(10800).Slice(14400).Read();

        Assert.Equal(["00000002" + "09f0" + Sets + "00000002" + "6588", "00000002" + "09f0" + "00000002" + "419a"], samples.Select(Hex));
        Assert.Equal([(10800L, 3600L, true), (14400, 3600, false)], samples.Select(s => (s.DecodeTime, s.Duration, s.IsSync)));
    }

    [Fact]
    public void ReadSamples_WrapOfDtsAndPts_GoesOnInBothTracks()
    {
        const long Top = 1L << 33;
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts)
            .Video(Top - 3600 + 7200 - Top, TsBuilder.ParameterSets + "0000016588", dts: Top - 3600)
            .Audio(Top - 1920, TsBuilder.Adts("2110")).Video(3600, "000001419a", dts: 0).Audio(0, TsBuilder.Adts("2110")).Read();

        Assert.Equal([(Top - 3600, 7200L), (Top, 3600)], Of(MediaKind.Video, samples).Select(s => (s.DecodeTime, s.CompositionOffset)));
        Assert.Equal([(Top - 1920) * 8 / 15, Top * 8 / 15], Of(MediaKind.Audio, samples).Select(sample => sample.DecodeTime));
    }

    [Fact]
    public void ReadSamples_OtherParameterSets_MakeANewTrackOfTheSameId()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0).Idr(3600).Idr(7200, TsBuilder.OtherParameterSets).Slice(10800).Read();

        Assert.Equal([128, 128, 176, 176], samples.Select(sample => ((VideoConfig)sample.Track.Config).Width));
        Assert.Same(samples[0].Track, samples[1].Track);
        Assert.Equal(samples[1].Track.Id, samples[2].Track.Id);
    }

    [Fact]
    public void ReadSamples_LostPacket_DropsVideoUntilTheNextIdr()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200).Slice(10800).Idr(14400).Slice(18000);
        stream.Packets.RemoveAt(4); // the slice of 7200

        List<Sample> samples = TsBuilder.Read(stream.ToArray(), out long losses);

        // The PES packet before the gap may lack its end, and the one behind refers to it.
        Assert.Equal([0L, 14400, 18000], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(1, losses);
    }

    [Fact]
    public void ReadSamples_PacketTwiceOrWithoutPayload_IsNoLoss()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200);
        stream.Packets.Insert(3, stream.Packets[2]);
        stream.Packets.Insert(4, [0x47, 0x01, 0x00, 0x27, 183, .. Enumerable.Repeat((byte)0, 183)]); // adaptation field only

        Assert.Equal(3, TsBuilder.Read(stream.ToArray(), out long losses).Count);
        Assert.Equal(0, losses);
    }

    [Fact]
    public void ReadSamples_SignalledDiscontinuity_IsNoLoss()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200);
        stream.Packets.RemoveAt(3);
        stream.Packets[3][5] = 0x80;

        Assert.Equal([0L, 7200], TsBuilder.Read(stream.ToArray(), out long losses).Select(sample => sample.DecodeTime));
        Assert.Equal(0, losses);
    }

    [Fact]
    public void ReadSamples_AccessUnitsThatShareAPes_AreSplitAtDelimiters()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0).Slice(3600)
            .Video(7200, TsBuilder.Delimiter + "00000141aa" + TsBuilder.Delimiter + "00000141bb").Slice(14400).Read();

        Assert.Equal([0L, 3600, 7200, 10800, 14400], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(["0000000209f0" + "0000000241aa", "0000000209f0" + "0000000241bb"], samples.Skip(2).Take(2).Select(Hex));
    }

    [Fact]
    public void ReadSamples_AccessUnitOverSeveralPes_IsPutTogether()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0)
            .Video(3600, TsBuilder.Delimiter + "00000141aa").Video(null, "bbcc" + "000001" + "41dd")
            .Video(7200, "ee" + TsBuilder.Delimiter + "00000141ff").Read();

        Assert.Equal(["0000000209f0" + "0000000441aabbcc" + "0000000341ddee", "0000000209f0" + "0000000241ff"], samples.Skip(1).Select(Hex));
        Assert.Equal([3600L, 7200], samples.Skip(1).Select(sample => sample.DecodeTime));
    }

    [Fact]
    public void ReadSamples_AudioFrameOverTwoPes_StampBelongsToTheFirstFrameThatStarts()
    {
        byte[] first = TsBuilder.Adts("21aaaaaaaa");
        byte[] second = TsBuilder.Adts("21bbbbbbbb");
        byte[] third = TsBuilder.Adts("21cccccccc", withCrc: true);

        List<Sample> samples = new TsBuilder().Tables(Avc, Adts).Audio(9000, first, second[..3])
            .Audio(9000 + 2 * 1920 + 90, second[3..], third).Read();

        Assert.Equal(["21aaaaaaaa", "21bbbbbbbb", "21cccccccc"], samples.Select(Hex));
        Assert.Equal([4800L, 5824, 6848], samples.Select(sample => sample.DecodeTime)); // one millisecond off is jitter
        Assert.Equal("AAC-LC 48000 Hz stereo", samples[0].Track.Config.Description);
    }

    [Fact]
    public void ReadSamples_LostAudioPacket_DropsThatPesAndKeepsTime()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc, Adts);
        for (int i = 0; i < 6; i++)
        {
            stream.Audio(i * 1920, TsBuilder.Adts($"21{i:x2}" + new string('5', 400))); // two packets each
        }

        stream.Packets.RemoveAt(2 + 5); // the end of the third

        List<Sample> samples = TsBuilder.Read(stream.ToArray(), out long losses);

        Assert.Equal([0L, 1, 3, 4, 5], samples.Select(sample => sample.DecodeTime / 1024));
        Assert.Equal(1, losses);
    }

    [Fact]
    public void ReadSamples_JunkAmongAudioFrames_IsPassedOver()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts)
            .Audio(0, [0xff, 0xe1, 0x12], TsBuilder.Adts("2101"), [0xff, 0xff, 0x00], TsBuilder.Adts("2102"), TsBuilder.Adts("2103")).Read();

        Assert.Equal(["2102", "2103"], samples.Select(Hex)); // behind a real frame stands the next: the first does not qualify
    }

    [Fact]
    public void ReadSamples_ChangedAdtsHeader_MakesANewTrack()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts).Audio(0, TsBuilder.Adts("2101"))
            .Audio(1920, TsBuilder.Adts("2102", frequency: 4)).Audio(1920 + 2090, TsBuilder.Adts("2103", frequency: 4)).Read();

        Assert.Equal([48000u, 44100, 44100], samples.Select(sample => sample.Track.Timescale));
        Assert.Equal([0L, 941, 941 + 1024], samples.Select(sample => sample.DecodeTime));
        Assert.Single(samples.Select(sample => sample.Track.Id).Distinct());
    }

    // Bits that flip in a header make another configuration of it. That would begin an epoch of the group, twice.
    [Theory]
    [InlineData(4, 2)]
    [InlineData(3, 1)]
    public void ReadSamples_DamagedAdtsHeader_CostsItsFrameOnly(int frequency, int channels)
    {
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts)
            .Audio(0, TsBuilder.Adts("2101"), TsBuilder.Adts("2102", frequency: frequency, channels: channels), TsBuilder.Adts("2103"))
            .Audio(3 * 1920, TsBuilder.Adts("2104")).Read();

        Assert.Equal(["2101", "2103", "2104"], samples.Select(Hex));
        Assert.Equal([0L, 2 * 1024, 3 * 1024], samples.Select(sample => sample.DecodeTime));
        Assert.Single(samples.Select(sample => sample.Track).Distinct());
    }

    [Fact]
    public void ReadSamples_ChannelsInTheFrames_WaitsForThemAndFollowsTheirChange()
    {
        const string Quad = "a0988080042200";
        const string Mono = "a0988000000000";

        TsBuilder stream = new TsBuilder().Tables(Avc, Adts);
        foreach (string frame in new[] { "2101", Quad, "2102", Quad, "a0", Mono }) // "a0" is cut off
        {
            stream.Audio(stream.Packets.Count * 1920, TsBuilder.Adts(frame, channels: 0));
        }

        List<Sample> samples = stream.Read();

        Assert.Equal([Quad, "2102", Quad, Mono], samples.Select(Hex));
        Assert.Equal(
            ["AAC-LC 48000 Hz 4.0", "AAC-LC 48000 Hz mono"], samples.Select(s => s.Track).Distinct().Select(t => t.Config.Description));
    }

    [Fact]
    public void ReadSamples_ChannelsInNoFrame_IsUnsupported()
    {
        byte[][] frames = [.. Enumerable.Repeat(TsBuilder.Adts("2101", channels: 0), 100)];

        MssException failure = Assert.Throws<MssException>(() => new TsBuilder().Tables(0x06, Adts).Audio(0, frames).Read());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("no program_config_element", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_FieldsOfAFrame_AreOneSample()
    {
        const string FieldSets = "00000001674d001ef4c9" + "0000000168ce3880";
        const string Next = TsBuilder.Delimiter + "000001";

        List<Sample> samples = new TsBuilder().Tables(Avc)
            .Video(0, TsBuilder.Delimiter + FieldSets + "0000016588850210" + Next + "61888628") // both in one PES packet
            .Video(3600, Next + "61888c48").Video(5400, Next + "61888e68")                      // each with its stamp
            .Video(7200, Next + "61889448").Video(null, Next + "61889668").Read();

        Assert.Equal([(0L, 3600L), (3600, 3600), (7200, 3600)], samples.Select(s => (s.DecodeTime, s.Duration)));
        Assert.Equal("0000000209f0" + "0000000461888c48" + "0000000209f0" + "0000000461888e68", Hex(samples[1]));
        Assert.EndsWith("0000000461889668", Hex(samples[2]), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_RecoveryPoints_StandInForIdrFramesThatDoNotCome()
    {
        const string Point = "00000106" + "0601c4" + "80" + "000001" + "419a";
        const string First = TsBuilder.Delimiter + TsBuilder.ParameterSets + Point;
        const int Second = 90_000;

        TsBuilder stream = new TsBuilder().Tables(Avc).Slice(0).Video(Second, First);
        foreach (int time in new[] { 6, 10, 11, 12, 20, 21 }) // an IDR frame at 12 makes 20 and 21 plain pictures
        {
            _ = time == 12 ? stream.Idr(time * Second) : stream.Video(time * Second, TsBuilder.Delimiter + Point);
        }

        Assert.Equal([1, 11, 12], stream.Read().Where(s => s.IsSync).Select(s => s.DecodeTime / Second));
    }

    [Fact]
    public void ReadSamples_AudioCannotBePackaged_VideoGoesOnWithoutIt()
    {
        byte[] main = TsBuilder.Adts("2101");
        main[2] &= 0x3f; // profile_ObjectType 0
        byte[] bytes = new TsBuilder().Tables(Avc, Adts).Idr(0).Audio(0, main, main).Slice(3600).Audio(1920, main).ToArray();
        using var reader = new TsReader(new InputStream(new MemoryStream(bytes)));

        Assert.Equal(2, reader.ReadSamples(CancellationToken.None).Count(sample => sample.Track.Kind == MediaKind.Video));

        Assert.Contains("audio object type 1 ", Assert.Single(reader.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_JunkBeforeAndWithin_FindsThePacketsAgain()
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200).Idr(10800).Slice(14400).Slice(18000);
        stream.Packets.Insert(0, [.. Enumerable.Repeat((byte)0x47, 3), .. Enumerable.Repeat((byte)1, 98)]);
        stream.Packets.Insert(6, [9, 8, 7]);

        List<Sample> samples = TsBuilder.Read(stream.ToArray(), out long losses);

        Assert.Equal([0L, 3600, 7200, 10800, 14400, 18000], samples.Select(sample => sample.DecodeTime));
        Assert.Equal(1, losses);
    }

    [Theory]
    [InlineData(4, 0)]  // M2TS: a time code before each packet
    [InlineData(0, 16)] // parity behind
    public void ReadSamples_LongerPackets_AreFound(int before, int behind)
    {
        TsBuilder stream = new TsBuilder().Tables(Avc).Idr(0).Slice(3600).Slice(7200).Slice(10800);
        byte[] bytes = [.. stream.Packets.SelectMany(packet => (byte[])[.. new byte[before], .. packet, .. new byte[behind]])];

        Assert.Equal(4, TsBuilder.Read(bytes, out _).Count);
    }

    [Theory]
    [InlineData("", MssError.MalformedInput)]
    [InlineData("47", MssError.MalformedInput)]
    [InlineData("464c560105", MssError.MalformedInput)]
    public void ReadSamples_NoTransportStream_IsMalformed(string bytes, MssError code) =>
        Assert.Equal(code, Assert.Throws<MssException>(() => TsBuilder.Read(Convert.FromHexString(bytes), out _)).Code);

    [Fact]
    public void ReadSamples_SourceStartsItsClockAnew_TimeGoesOn()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts)
            .Idr(900_000).Audio(900_000, TsBuilder.Adts("2101")).Slice(903_600).Idr(0).Audio(1920, TsBuilder.Adts("2102")).Slice(3600).Read();

        Assert.Equal([900_000L, 903_600, 903_601, 905_280], Of(MediaKind.Video, samples).Select(sample => sample.DecodeTime));
        Assert.Equal([480_000L, 481_920], Of(MediaKind.Audio, samples).Select(sample => sample.DecodeTime));
    }

    private static IEnumerable<Sample> Of(MediaKind kind, List<Sample> samples) => samples.Where(sample => sample.Track.Kind == kind);

    private static string Hex(Sample sample) => Convert.ToHexStringLower(sample.Data.ToMemory().Span);
}
