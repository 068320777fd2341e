using CsCheck;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class AvcSampleFormatTests
{
    private const string Sps = "6742000af841a2";             // 128x96
    private const string OtherSps = "6742000a9653058988";    // 176x144
    private const string Pps = "68ce3880";
    private const string Idr = "658884";
    private const string P = "419a21";
    private const string B = "019e61"; // no picture refers to it

    private static readonly string[] s_starts = ["67", "68ce", "0605ff", "060604", "65888482", "419a21", "4188ff", "09f0"];

    private readonly InputWarnings _warnings = new();
    private readonly AvcSampleFormat _format;

    public AvcSampleFormatTests()
    {
        _format = new AvcSampleFormat("The picture", _warnings);
        Announce("ff");
    }

    [Theory]
    [InlineData("00000003" + Idr, nameof(AvcStart.Idr), true, 4)]
    [InlineData("00000003" + P, nameof(AvcStart.None), true, 4)]
    [InlineData("00000003" + B, nameof(AvcStart.None), false, 4)]
    [InlineData("00000003" + "060604" + "00000003" + P, nameof(AvcStart.RecoveryPoint), true, 11)]
    [InlineData("00000003" + "4188ff", nameof(AvcStart.Intra), true, 4)]                       // slice_type 7
    [InlineData("00000003" + "41b0ff" + "00000003" + "419aff", nameof(AvcStart.None), true, 4)] // slice_type 2, then a P slice
    [InlineData("00000003" + "41b0ff" + "00000003" + "41b0ff", nameof(AvcStart.Intra), true, 4)]
    [InlineData("00000002" + "09f0", nameof(AvcStart.None), true, -1)]
    [InlineData("", nameof(AvcStart.None), true, -1)]
    public void Read_NalUnits_TellOfThePicture(string bytes, string start, bool isReference, int slice)
    {
        AvcSample sample = Read(bytes);

        Assert.True(sample.IsWhole);
        Assert.Equal(new AvcPicture(Enum.Parse<AvcStart>(start), isReference, slice), sample.Picture);
        Assert.Empty(_warnings.All);
    }

    [Fact]
    public void ToPayload_AsItShouldBe_IsThePayloadItself()
    {
        byte[] bytes = Convert.FromHexString("00000003" + Idr);

        Assert.True(_format.ToPayload(_format.Read(new Payload(bytes)), isSync: true).ToMemory().Equals(bytes.AsMemory()));
    }

    [Theory]
    [InlineData("ff", "0003" + Idr + "0003" + P, "of 2 bytes", "of 4 bytes")]
    [InlineData("ff", "000003" + Idr + "000003" + P, "of 3 bytes", "of 4 bytes")]
    [InlineData("ff", "03" + Idr + "03" + P, "of 1 byte,", "of 4 bytes")]
    [InlineData("fc", "00000003" + Idr + "00000003" + P, "of 4 bytes", "of 1 byte ")]
    [InlineData("fd", "00000003" + Idr + "00000003" + P, "of 4 bytes", "of 2 bytes")] // would be empty ones between
    [InlineData("ff", "00000001" + Idr + "000001" + P, "Annex B", "of 4 bytes")]
    [InlineData("ff", "000001" + Idr + "00000001" + P, "Annex B", "of 4 bytes")]
    public void Read_OtherFramingThanAnnounced_IsConvertedAndTold(string announced, string bytes, string found, string said)
    {
        Announce(announced);

        Assert.Equal("00000003" + Idr + "00000003" + P, Hex(_format.ToPayload(Read(bytes), isSync: true)));

        string warning = Assert.Single(_warnings.All);
        Assert.Contains(found, warning, StringComparison.Ordinal);
        Assert.Contains(said, warning, StringComparison.Ordinal);
    }

    // The length of the first NAL unit has become 1, so that it looks like a start code.
    [Fact]
    public void Read_OneDamagedFirstSample_DoesNotTurnTheTrack()
    {
        Assert.True(Read("00000001" + Idr).IsWhole);
        foreach (string bytes in (string[])["00000003" + P, "00000003" + Idr, "00000003" + P])
        {
            Assert.Equal(bytes, Hex(_format.ToPayload(Read(bytes), isSync: false)));
        }

        Assert.Contains("a sample is damaged", Assert.Single(_warnings.All), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FurtherSetsOfTheHeader_StandBeforeSyncSamplesUntilOthersComeInBand()
    {
        _format.Announce(AvcDecoderConfiguration.Parse(Convert.FromHexString(
            $"0142c01eff" + $"e10007{Sps}" + $"020004{Pps}000468ce3c81")));

        AvcSample sample = Read("00000003" + Idr);
        Assert.Equal("0000000468ce3c81" + "00000003" + Idr, Hex(_format.ToPayload(sample, isSync: true)));
        Assert.Equal("00000003" + Idr, Hex(_format.ToPayload(sample, isSync: false)));

        string changed = $"00000009{OtherSps}00000004{Pps}00000003{Idr}";
        Assert.Equal(changed, Hex(_format.ToPayload(Read(changed), isSync: true)));
    }

    [Fact]
    public void ToConfig_SetsInBand_CountLikeThoseOfAHeader()
    {
        VideoConfig announced = _format.ToConfig()!;
        Read($"00000008{Sps}00" + $"00000004{Pps}" + "00000003" + Idr); // the same, padded
        Assert.Same(announced, _format.ToConfig());

        Read($"00000009{OtherSps}" + $"00000004{Pps}" + "00000003" + Idr);

        Assert.Equal((176, 144), (_format.ToConfig()!.Width, _format.ToConfig()!.Height));
    }

    [Theory]
    [InlineData("00000004" + "67420000" + "00000004" + Pps)] // cut off
    [InlineData("00000001" + "67")]
    [InlineData("00000007" + Sps + "00000001" + "68")]
    public void ToConfig_DamagedSetsInBand_ThoseBeforeHold(string sets)
    {
        Read(sets + "00000003" + Idr); // before anybody asked for those of the header
        VideoConfig? config = _format.ToConfig();
        Read("00000003" + Idr);
        Read(sets + "00000003" + Idr);

        Assert.Equal(128, config?.Width);
        Assert.Same(config, _format.ToConfig());
        Assert.Equal(Sps, Convert.ToHexStringLower(_format.Sps.Span));
    }

    [Fact]
    public void ToConfig_DamagedSetsOnly_WaitsForBetterOnes()
    {
        var format = new AvcSampleFormat("The picture", _warnings);
        format.Announce(AvcDecoderConfiguration.Parse(Convert.FromHexString("0142c01effe000")));

        format.Read(new Payload(Convert.FromHexString($"00000004" + "67420000" + $"00000004{Pps}" + "00000003" + Idr)));
        Assert.Null(format.ToConfig());
        format.Read(new Payload(Convert.FromHexString($"00000007{Sps}" + $"00000004{Pps}" + "00000003" + Idr)));

        Assert.Equal(128, format.ToConfig()!.Width);
    }

    [Fact]
    public void ToConfig_FurtherPpsInBand_IsNoChange()
    {
        VideoConfig announced = _format.ToConfig()!;

        Read($"00000007{Sps}" + "00000004" + "685ce388" + "00000003" + Idr); // pic_parameter_set_id 1

        Assert.Same(announced, _format.ToConfig());
    }

    [Fact]
    public void ToConfig_HeaderWithoutSets_WaitsForThoseInBand()
    {
        var format = new AvcSampleFormat("The picture", _warnings);
        format.Announce(AvcDecoderConfiguration.Parse(Convert.FromHexString("0142c01effe000")));
        Assert.Null(format.ToConfig());

        format.Read(new Payload(Convert.FromHexString($"00000007{Sps}" + $"00000004{Pps}" + "00000003" + Idr)));

        Assert.Equal(128, format.ToConfig()!.Width);
    }

    [Fact]
    public void Read_LengthsThatDoNotAddUp_CostTheSample()
    {
        Read("00000003" + Idr);

        AvcSample broken = Read("00000003" + P + "00ffff00aa");
        AvcSample disposable = Read("00000003" + B + "0f");
        AvcSample fine = Read("00000003" + P);

        Assert.Equal((false, false, true), (broken.IsWhole, disposable.IsWhole, fine.IsWhole));
        Assert.Equal((true, false), (broken.Picture.IsReference, disposable.Picture.IsReference));
        Assert.Contains("2 samples are left out", Assert.Single(_warnings.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("00000000")]
    [InlineData("00000000000000")]
    public void Read_ZerosBehindTheLastUnit_AreTakenOff(string zeros)
    {
        AvcSample sample = Read("00000003" + Idr + zeros);

        Assert.True(sample.IsWhole);
        Assert.Equal("00000003" + Idr, Hex(_format.ToPayload(sample, isSync: true)));
        Assert.Empty(_warnings.All);
    }

    [Fact]
    public void Read_NoKnownFraming_IsRefusedWithWhatWasFound()
    {
        for (int i = 0; i < 7; i++)
        {
            Assert.False(Read("deadbeefdeadbeef").IsWhole);
        }

        MssException failure = Assert.Throws<MssException>(() => Read("deadbeefdeadbeef"));

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains("deadbeefdeadbeef", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FramingChangesForGood_IsFollowed()
    {
        Read("00000003" + Idr);

        List<bool> whole = [.. Enumerable.Range(0, 10).Select(_ => Read("00000001" + P + "a1a2a3").IsWhole)];

        Assert.Equal(7, whole.IndexOf(true));
        Assert.All(whole.Skip(7), Assert.True);
    }

    [Fact]
    public void Read_RangeOfAFile_TellsTheSameAsBytesInMemory() =>
        Gen.Select(Gen.Int[0, s_starts.Length - 1], Gen.Int[0, 700])
            .Array[1, 6].Sample(
                units =>
                {
                    byte[] bytes = [.. units.SelectMany(unit => Prefixed([.. Convert.FromHexString(s_starts[unit.Item1]), .. new byte[unit.Item2]]))];
                    using var temporary = new TemporaryFile([1, 2, 3, .. bytes]);
                    using MediaFile file = MediaFile.Open(temporary.Path);

                    AvcSample inMemory = new AvcSampleScanner().Scan(new Payload(bytes), AvcFraming.FourBytes);
                    AvcSample inFile = new AvcSampleScanner().Scan(new Payload(file, 3, bytes.Length), AvcFraming.FourBytes);

                    Assert.Equal(inMemory with { Payload = default }, inFile with { Payload = default });
                },
                iter: 200);

    [Fact]
    public void Read_AnyBytes_GivesASampleOrRefuses() =>
        Gen.Select(Gen.OneOf(Gen.Byte[0, 4], Gen.Byte).Array[0, 60], Gen.Enum<AvcFraming>()).Sample((bytes, framing) =>
        {
            AvcSample sample = new AvcSampleScanner().Scan(new Payload(bytes), framing);
            if (sample.IsWhole)
            {
                Assert.True(new AvcSampleScanner().Scan(sample.ToPayload(default), AvcFraming.FourBytes).IsWhole);
            }
        });

    // The SPS has 4 bits of frame_num and of pic_order_cnt_lsb.
    [Theory]
    [InlineData("6588842f 419a24", "7")]
    [InlineData("419a24 419a48", "7")]                 // frame_num
    [InlineData("419a24 419a26", "7")]                 // pic_order_cnt_lsb
    [InlineData("419a24 019a24", "7")]                 // nal_ref_idc
    [InlineData("419a24 419a24", "")]                  // a redundant slice
    [InlineData("419a24 414a24 415a48", "")]           // first_mb_in_slice
    [InlineData("419a24 09f0 419a24", "7")]
    [InlineData("09f0 419a24 0605ff 419a48", "13")]    // with the SEI before it
    [InlineData("419a24 414a24 419a48 419a6c", "14 21")]
    [InlineData("419a24 4c 419a24", "")]               // filler
    public void Split_SeveralAccessUnits_AreToldApart(string units, string begins)
    {
        byte[] bytes = [.. units.Split(' ').SelectMany(unit => Prefixed(Convert.FromHexString(unit)))];
        int[] expected = [.. begins.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        // An IDR slice is a byte longer than the others.
        expected = units.StartsWith("65", StringComparison.Ordinal) ? [8] : expected;

        _format.Read(new Payload(bytes));

        Assert.Equal(expected.Length > 0, _format.HasSeveral);
        Assert.Equal([.. expected, bytes.Length], _format.Split(new Payload(bytes)).Select(unit => unit.Length).Aggregate(
            new List<int>(), (ends, length) => [.. ends, length + ends.LastOrDefault()]));
    }

    // Interlaced H.264: the fields of a frame are one sample, also with a delimiter between them.
    [Fact]
    public void Split_FieldsOfAFrame_StayTogether()
    {
        var sequence = AvcSequenceParameterSet.Parse(Convert.FromHexString("674d001ef4c9"));
        string[] units = ["6588850210", "09f0", "61888628", "61888c48", "09f0", "61888e68"]; // IDR and P, top and bottom
        var scanner = new AvcSampleScanner();

        scanner.Scan(new Payload(units.SelectMany(unit => Prefixed(Convert.FromHexString(unit))).ToArray()), AvcFraming.FourBytes, sequence);

        Assert.Equal([9 + 6 + 8], scanner.Begins);
    }

    private static byte[] Prefixed(byte[] unit) => [0, 0, (byte)(unit.Length >> 8), (byte)unit.Length, .. unit];

    private AvcSample Read(string hex) => _format.Read(new Payload(Convert.FromHexString(hex)));

    private void Announce(string lengthSize) =>
        _format.Announce(AvcDecoderConfiguration.Parse(Convert.FromHexString($"0142c01e{lengthSize}" + $"e10007{Sps}" + $"010004{Pps}")));

    private static string Hex(Payload payload) => Convert.ToHexStringLower(payload.ToMemory().Span);
}
