using System.Globalization;
using System.Text;
using MssTools.Core.Manifests;
using Xunit;

namespace MssTools.Core.Tests.Manifests;

public class ClientManifestReaderTests
{
    [Fact]
    public void Read_AttributesMissing_AreTheDefaultsOfTheSpecification()
    {
        PublishedManifest manifest = Read("<SmoothStreamingMedia><StreamIndex Type='Audio'><QualityLevel/></StreamIndex></SmoothStreamingMedia>");

        PublishedStreamIndex index = Assert.Single(manifest.StreamIndexes);
        PublishedQualityLevel level = Assert.Single(index.Levels);
        Assert.Equal((10_000_000, false, 0, TimeSpan.Zero), (manifest.TimeScale, manifest.IsLive, manifest.LookAhead, manifest.Window));
        Assert.Equal(("Audio", "Audio", null, 10_000_000, true, 0), (index.Type, index.Name, index.Language, index.TimeScale, index.IsAudio, index.Count));
        Assert.Equal((0, "", null, 0), (level.Bitrate, level.FourCC, level.PrivateData, level.Channels));
    }

    [Theory]
    [InlineData("TRUE", true)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("FALSE", false)]
    [InlineData("1", false)]
    public void Read_IsLive_TakesAnyCase(string value, bool expected) =>
        Assert.Equal(expected, Read($"<SmoothStreamingMedia IsLive='{value}'/>").IsLive);

    [Theory]
    [InlineData("LookAheadFragmentCount='2'", 2)]
    [InlineData("LookaheadCount='3'", 3)]
    [InlineData("LookAheadFragmentCount='2' LookaheadCount='3'", 2)]
    [InlineData("LookAheadFragmentCount='999999999999'", 100)]
    [InlineData("LookAheadFragmentCount='-1'", 0)]
    public void Read_LookAhead_GoesByEitherName(string attributes, int expected) =>
        Assert.Equal(expected, Read($"<SmoothStreamingMedia {attributes}/>").LookAhead);

    [Theory]
    [InlineData("<c t='5' d='2'/><c t='9' d='3'/>", "5+2 9+3")]
    [InlineData("<c d='2'/><c d='3'/>", "0+2 2+3")]
    [InlineData("<c t='5' d='2'/><c d='3'/>", "5+2 7+3")]
    [InlineData("<c t='5'/><c t='8'/><c t='10' d='1'/>", "5+3 8+2 10+1")]
    [InlineData("<c n='0' d='2' r='3'/><c n='3' d='1'/>", "0+2 2+2 4+2 6+1")]
    [InlineData("<c t='1' r='2'/><c t='8' d='1'/>", "1+3 4+4 8+1")]
    [InlineData("<c t='5'/>", "5+0")]
    [InlineData("<c t='5'/><c t='5' d='1'/>", "5+0 5+1")]
    [InlineData("<c t='5' d='2' r='0'/>", "5+2")]
    [InlineData("", "")]
    public void Read_AnyCodingOfTimes_GivesStartsAndLengths(string rows, string expected) =>
        Assert.Equal(expected, string.Join(' ', Index(rows).Fragments.Select(f =>
            string.Create(CultureInfo.InvariantCulture, $"{f.Time}+{f.Duration}"))));

    [Theory]
    [InlineData("<c t='5' d='2'/>", ListedForm.Time | ListedForm.Duration)]
    [InlineData("<c/>", ListedForm.None)]
    [InlineData("<c t='x' d='2'/>", ListedForm.Duration | ListedForm.Unreadable)]
    [InlineData("<c t='1' d='2' r='2'/>", ListedForm.Time | ListedForm.Duration | ListedForm.Repeated, ListedForm.Time | ListedForm.Duration | ListedForm.Repetition)]
    [InlineData("<c d='2'><f i='0'>AAAA</f></c>", ListedForm.Duration | ListedForm.Embedded)]
    [InlineData("<c d='2'></c>", ListedForm.Duration)]
    [InlineData("<c n='7' d='2' r='2'/><c n='9' d='1'/>", ListedForm.Duration | ListedForm.Repeated, ListedForm.Duration | ListedForm.Repetition, ListedForm.Duration)]
    [InlineData("<c n='0' d='2'/><c n='5' d='1'/>", ListedForm.Duration, ListedForm.Duration | ListedForm.OutOfOrder)]
    internal void Read_Rows_KeepTheirForm(string rows, params ListedForm[] expected) =>
        Assert.Equal(expected, Index(rows).Fragments.Select(f => f.Form));

    [Fact]
    public void Read_TimeScales_AreTheStreamIndexsOwnOrTheRoots()
    {
        PublishedManifest manifest = Read(
            """
            <SmoothStreamingMedia TimeScale="1000" DVRWindowLength="30000">
              <StreamIndex Type="video" TimeScale="90000"><c t="90000" d="180000"/></StreamIndex>
              <StreamIndex Type="audio"><c t="1000" d="2500"/></StreamIndex>
            </SmoothStreamingMedia>
            """);

        Assert.Equal([90000, 1000], manifest.StreamIndexes.Select(s => s.TimeScale));
        Assert.Equal(TimeSpan.FromSeconds(2.5), manifest.FragmentLength);
        Assert.Equal(TimeSpan.FromSeconds(2.5), manifest.Duration);
        Assert.Equal(TimeSpan.FromSeconds(30), manifest.Window);
    }

    [Theory]
    [InlineData("CodecPrivateData='1190'", "1190", 48000, 2, 255)]
    [InlineData("CodecPrivateData='119g'", null, 48000, 2, 255)]
    [InlineData("CodecPrivateData='119'", null, 48000, 2, 255)]
    [InlineData("", null, 48000, 2, 255)]
    public void Read_PrivateData_IsHexOrNothing(string attributes, string? expected, long rate, long channels, long tag)
    {
        PublishedQualityLevel level = Level($"<QualityLevel AudioTag='255' SamplingRate='48000' Channels='2' {attributes}/>");

        Assert.Equal(expected, level.PrivateData is { } bytes ? Convert.ToHexString(bytes) : null);
        Assert.Equal((rate, channels, tag), (level.SamplingRate, level.Channels, level.AudioTag));
    }

    [Theory]
    [InlineData("FF00020080BB0000401F00000400100002001190", "1190")]
    [InlineData("ff00020080bb0000401f00000400100000001190", "")]
    [InlineData("FF00020080BB0000401F0000040010000A001190", "1190")]
    public void Read_WaveFormatEx_StandsForTheSingleAttributes(string wave, string expected)
    {
        PublishedQualityLevel level = Level($"<QualityLevel CodecPrivateData='' WaveFormatEx='{wave}'/>");

        Assert.Equal((255, 2, 48000), (level.AudioTag, level.Channels, level.SamplingRate));
        Assert.Equal(expected, Convert.ToHexString(level.PrivateData!));
    }

    [Fact]
    public void Read_CustomAttributes_AreKeptInTheirOrder() =>
        Assert.Equal("hardwareProfile=10,b=2", Level(
            "<QualityLevel><CustomAttributes><Attribute Name='hardwareProfile' Value='10'/><x/><Attribute Name='b' Value='2'/></CustomAttributes></QualityLevel>").CustomText);

    [Fact]
    public void Read_Protection_IsKept()
    {
        PublishedManifest manifest = Read(
            "<SmoothStreamingMedia><Protection><ProtectionHeader SystemID='9a04'>AAAA</ProtectionHeader></Protection><StreamIndex Type='text' Subtype='CAPT'/></SmoothStreamingMedia>");

        ProtectionHeader header = Assert.Single(manifest.Protection);
        Assert.Equal(("9a04", "AAAA"), (header.Element.Text("SystemID"), header.Content));
        Assert.Equal("text", Assert.Single(manifest.StreamIndexes).Type);
    }

    [Fact]
    public void Read_UnknownElements_AreNamedOnceWithTheirLine()
    {
        PublishedManifest manifest = Read(
            "<SmoothStreamingMedia>\n<Extra a='1'><StreamIndex/></Extra>\n<Extra/><StreamIndex Type='x'><deep/><c d='1'/></StreamIndex></SmoothStreamingMedia>");

        Assert.Equal([("Extra", 2), ("deep", 3)], manifest.Unknown.Select(u => (u.Name, u.Line)));
        Assert.Equal(1, Assert.Single(manifest.StreamIndexes).Count);
    }

    [Fact]
    public void Read_Utf16_IsRead() =>
        Assert.True(ClientManifestReader.Read(
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?><SmoothStreamingMedia IsLive='TRUE'/>")).ToArray(),
            "utf-16").IsLive);

    // Silverlight's own files have it so: the root in a default namespace, prefixes, comments, text between.
    [Fact]
    public void Read_NamespacesCommentsAndText_ArePassedOver() =>
        Assert.Single(Read("<!-- Created with … --><SmoothStreamingMedia xmlns='urn:x'>text<StreamIndex Type='video'><!-- c --><c d='1'/> </StreamIndex></SmoothStreamingMedia>").StreamIndexes[0].Fragments);

    [Theory]
    [InlineData("<c d='1' r='4000001'/>")]
    [InlineData("<c d='1' r='9223372036854775807'/>")]
    [InlineData("<c d='1' r='4000000'/><c d='1'/>")]
    [InlineData("<c t='9223372036854775807' d='1' r='2'/>")]
    public void Read_MoreThanALimit_IsMalformed(string rows) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Index(rows)).Code);

    [Fact]
    public void Read_ManyElements_AreMalformed() =>
        Assert.Throws<MssException>(() => Read("<SmoothStreamingMedia>" + string.Concat(Enumerable.Repeat("<StreamIndex/>", 10_001)) + "</SmoothStreamingMedia>"));

    [Fact]
    public void Announces_OnlyWhatLookAheadCanReach()
    {
        PublishedManifest manifest = Read(
            "<SmoothStreamingMedia IsLive='true' LookAheadFragmentCount='2'><StreamIndex Type='video'><c t='0' d='20'/><c t='20' d='10'/></StreamIndex></SmoothStreamingMedia>");

        Assert.Equal(
            [false, true, true, false, false],
            new long[] { 20, 21, 60, 61, long.MaxValue }.Select(time => manifest.Announces(manifest.StreamIndexes[0], time)));
    }

    private static PublishedManifest Read(string text) => ClientManifestReader.Read(Encoding.UTF8.GetBytes(text), "test");

    private static PublishedStreamIndex Index(string rows) =>
        Read($"<SmoothStreamingMedia><StreamIndex Type='video'>{rows}</StreamIndex></SmoothStreamingMedia>").StreamIndexes[0];

    private static PublishedQualityLevel Level(string level) =>
        Read($"<SmoothStreamingMedia><StreamIndex Type='audio'>{level}</StreamIndex></SmoothStreamingMedia>").StreamIndexes[0].Levels[0];
}
