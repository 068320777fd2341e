using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Ts;

public class TsTablesTests
{
    private const int Avc = 0x1b;
    private const int Adts = 0x0f;

    [Fact]
    public void ReadSamples_NothingUsable_NamesTheStreamTypes()
    {
        MssException failure = Assert.Throws<MssException>(() => new TsBuilder().Tables(0x02, 0x11, 0x81).Read());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("0x02 (MPEG-2 video), 0x11 (AAC in LATM), 0x81 (AC-3)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSamples_VideoCannotBePackaged_IsUnsupportedRatherThanSilent()
    {
        MssException failure = Assert.Throws<MssException>(
            () => new TsBuilder().Tables(0x24, Adts).Audio(0, TsBuilder.Adts("2110")).Read());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("0x24 (HEVC), 0x0f (AAC in ADTS)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x11, "", "0x11 (AAC in LATM) of PID 258")]
    [InlineData(0x06, "", null)]
    [InlineData(0x06, "5608", null)]                            // teletext, cut off
    [InlineData(0x06, "0a0464657500" + "6a0100", "0x81 (AC-3) of PID 258")] // a language, then AC-3 as DVB marks it
    [InlineData(0x06, "7a00", "0x87 (E-AC-3) of PID 258")]
    public void ReadSamples_OtherStreamsBesideVideo_AreLeftOutAndNamedIfTheySound(int type, string descriptors, string? warning)
    {
        byte[] bytes = Convert.FromHexString(descriptors);
        byte[] map = [0xe1, 0, 0xf0, 0, Avc, 0xe1, 0, 0xf0, 0, (byte)type, 0xe1, 2, 0xf0, (byte)bytes.Length, .. bytes];
        byte[] stream = new TsBuilder().Association((1, TsBuilder.MapPid)).Section(TsBuilder.MapPid, 2, 1, map)
            .Idr(0).Pes(0x102, 0, [1, 2, 3]).ToArray();
        using var reader = new TsReader(new InputStream(new MemoryStream(stream)));

        Assert.Single(reader.ReadSamples(CancellationToken.None));

        Assert.Equal(warning is null ? 0 : 1, reader.Warnings.Count);
        Assert.All(reader.Warnings, text => Assert.Contains(warning!, text, StringComparison.Ordinal));
    }

    [Fact]
    public void ReadSamples_SeveralPrograms_TakesTheFirstUsableInTheOrderOfThePat()
    {
        List<Sample> samples = new TsBuilder().Association((0, 0x10), (5, 0x1005), (3, 0x1003), (1, 0x1001))
            .Map(0x1001, 1, (Avc, 0x200)).Map(0x1003, 3, (Avc, TsBuilder.VideoPid)).Map(0x1005, 5, (0x02, 0x300))
            .Idr(0).Pes(0x200, 0, Convert.FromHexString(TsBuilder.OtherParameterSets + "0000016588")).Read();

        Assert.Equal(128, ((VideoConfig)Assert.Single(samples).Track.Config).Width);
    }

    [Fact]
    public void ReadSamples_MapOverSeveralPackets_IsPutTogether()
    {
        byte[] map = [0xe1, 0, 0xf0, 0, Avc, 0xe1, 0, 0xf0, 0];
        List<Sample> samples = new TsBuilder().Association((1, 0x1000)).Section(0x1000, 2, 1, map, descriptors: 500).Idr(0).Read();

        Assert.Single(samples);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void ReadSamples_MapWithWrongCrcOrNotYetValid_IsIgnored(bool rightCrc, bool isCurrent)
    {
        TsBuilder stream = new TsBuilder().Association((1, 0x1000))
            .Section(0x1000, 2, 1, [0xe1, 0, 0xf0, 0, Avc, 0xe1, 0, 0xf0, 0], rightCrc: rightCrc, isCurrent: isCurrent).Idr(0);

        MssException failure = Assert.Throws<MssException>(stream.Read);

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    [Fact]
    public void ReadSamples_StreamMovesToAnotherPid_StaysTheSameTrackOnTheSameClock()
    {
        // Fuzzing found time running backward here.
        List<Sample> samples = new TsBuilder().Tables(Avc, Adts).Idr(3600).Slice(7200)
            .Map(TsBuilder.MapPid, 1, (Avc, 0x300), (Adts, 0x101))
            .Pes(0x300, 7200, Convert.FromHexString(TsBuilder.ParameterSets + "0000016588"))
            .Pes(0x300, 10800, Convert.FromHexString("000001419a")).Read();

        Assert.Equal([3600L, 7200, 7201, 10800], samples.Select(sample => sample.DecodeTime));
        Assert.Single(samples.Select(sample => sample.Track.Id).Distinct());
    }

    [Fact]
    public void ReadSamples_ProgramRenumbered_FollowsTheNewOne()
    {
        List<Sample> samples = new TsBuilder().Tables(Avc).Idr(0)
            .Association((2, 0x1002)).Map(0x1002, 2, (Avc, 0x400))
            .Pes(0x400, 3600, Convert.FromHexString(TsBuilder.ParameterSets + "0000016588")).Read();

        Assert.Equal([0L, 3600], samples.Select(sample => sample.DecodeTime));
    }

    [Fact]
    public void ReadSamples_MapThatEndsInAnEntry_IsMalformed()
    {
        TsBuilder stream = new TsBuilder().Association((1, 0x1000)).Section(0x1000, 2, 1, [0xe1, 0, 0xf0, 0, Avc, 0xe1]);

        Assert.Contains("PMT at", Assert.Throws<MssException>(stream.Read).Message, StringComparison.Ordinal);
    }
}
