using System.Text;
using CsCheck;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Tests.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Manifests;

public sealed class ClientManifestTests : IDisposable
{
    private static readonly Gen<FragmentTime[]> s_times = Gen.Select(Gen.Long[0, 1_900_000_000_000], Gen.Int[1, 3_600_000].Array[1, 20])
        .Select((start, lengths) => Chain(start, lengths));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Write_Live_IsTheGoldenText()
    {
        var manifest = new ClientManifest(10_000_000, true, 2, Ms(20_000),
        [
            new StreamIndex(
                MediaKind.Video, "video", "{bitrate}/video/{start time}.fmp4",
                [new QualityLevel(1_000_000, Avc), new QualityLevel(2_000_000, Avc with { Width = 640, Height = 360 })],
                TestGroup.Times(10, 12)),
            new StreamIndex(
                MediaKind.Audio, "audio", "{bitrate}/audio/{start time}.fmp4", [new QualityLevel(64_000, Aac)], TestGroup.Times(10)),
        ]);

        Assert.Equal(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="0" IsLive="TRUE" LookAheadFragmentCount="2" DVRWindowLength="200000000" CanSeek="TRUE" CanPause="TRUE">
              <StreamIndex Type="video" Name="video" TimeScale="10000000" Chunks="2" QualityLevels="2" Url="{bitrate}/video/{start time}.fmp4">
                <QualityLevel Index="0" Bitrate="1000000" FourCC="H264" MaxWidth="320" MaxHeight="180" NALUnitLengthField="4" CodecPrivateData="00000001674D401F0000000168EE3C80" />
                <QualityLevel Index="1" Bitrate="2000000" FourCC="H264" MaxWidth="640" MaxHeight="360" NALUnitLengthField="4" CodecPrivateData="00000001674D401F0000000168EE3C80" />
                <c t="100000000" d="20000000" />
                <c t="120000000" d="20000000" />
              </StreamIndex>
              <StreamIndex Type="audio" Name="audio" TimeScale="10000000" Chunks="1" QualityLevels="1" Url="{bitrate}/audio/{start time}.fmp4">
                <QualityLevel Index="0" Bitrate="64000" FourCC="AACL" AudioTag="255" SamplingRate="48000" Channels="2" BitsPerSample="16" PacketSize="4" CodecPrivateData="1190" />
                <c t="100000000" d="20000000" />
              </StreamIndex>
            </SmoothStreamingMedia>
            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(ClientManifestWriter.Write(manifest)));
    }

    [Fact]
    public void Write_Recorded_HasADurationAndNoLiveAttributes()
    {
        ClientManifest manifest = TestGroup.Single(new GroupLayout(["a"], 1000), TestGroup.Times(10, 12)) with { TimeScale = 1000, IsLive = false };

        string[] lines = Encoding.UTF8.GetString(ClientManifestWriter.Write(manifest)).Split('\n');

        Assert.Equal("""<SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="1000" Duration="4000">""", lines[1]);
        Assert.Equal("""    <c t="10000" d="2000" />""", lines[4]);
    }

    [Fact]
    public void Write_Bytes_BeginWithoutAByteOrderMark() =>
        Assert.Equal((byte)'<', ClientManifestWriter.Write(TestGroup.Single(new GroupLayout(["a"], 1000), TestGroup.Times(0)))[0]);

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame() =>
        Gen.Select(s_times, s_times, Gen.Bool, Gen.Int[0, 8], Gen.Long[1, uint.MaxValue], Gen.Int[1, 10_000]).Sample(
            (video, audio, live, lookAhead, bitrate, scale) =>
            {
                var manifest = new ClientManifest(scale * 1000, live, live ? lookAhead : 0, live ? Ms(1000) * lookAhead : 0,
                [
                    new StreamIndex(MediaKind.Video, "video", "a%20b/video/{bitrate}/{start time}.fmp4", [new QualityLevel(bitrate, Avc)], video),
                    new StreamIndex(MediaKind.Audio, "audio_2", "x&<\">", [new QualityLevel(bitrate + 1, Aac), new QualityLevel(1, Aac)], audio),
                ]);

                ClientManifest read = Read(ClientManifestWriter.Write(manifest));

                Assert.Equal(Describe(manifest), Describe(read));
            },
            iter: 200);

    [Theory]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<SmoothStreamingMedia")]
    [InlineData("<SmoothStreamingMedia/>")]
    [InlineData("<SmoothStreamingMedia TimeScale='0'><StreamIndex Type='video' Name='v' Url='u'><c t='0' d='1'/></StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<SmoothStreamingMedia TimeScale='-1'/>")]
    [InlineData("<SmoothStreamingMedia TimeScale='99999999999'/>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000' DVRWindowLength='many'/>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000' LookAheadFragmentCount='9999999999'/>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000'><StreamIndex Type='video' Name='v'/></SmoothStreamingMedia>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000'><StreamIndex Type='video' Name='v' Url='u'><c d='1'/></StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000'><StreamIndex Type='video' Name='v' Url='u'><c t='99999999999999999999' d='1'/></StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000'><StreamIndex Type='video' Name='v' Url='u'><c t='9223372036854775807' d='1'/></StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<SmoothStreamingMedia TimeScale='1000'><StreamIndex Type='audio' Name='a' Url='u'><QualityLevel Bitrate='1' FourCC='AACL' CodecPrivateData='xyz'/></StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><SmoothStreamingMedia TimeScale='1000'>&e;</SmoothStreamingMedia>")]
    [InlineData("<html TimeScale='1000'></html>")]
    public void Read_AnythingElse_IsMalformed(string text) =>
        Assert.Equal(MssError.MalformedInput, Assert.Throws<MssException>(() => Read(Encoding.UTF8.GetBytes(text))).Code);

    [Fact]
    public void Read_AnyDamage_IsAManifestOrMalformed()
    {
        byte[] good = ClientManifestWriter.Write(TestGroup.Single(new GroupLayout(["a"], 1000), TestGroup.Times(0, 2)));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[1, 40]).Sample(
            (at, value, count) =>
            {
                byte[] bad = [.. good];
                bad.AsSpan(at, Math.Min(count, bad.Length - at)).Fill(value);
                try
                {
                    Read(bad);
                }
                catch (MssException failure)
                {
                    Assert.Equal(MssError.MalformedInput, failure.Code);
                }
            },
            iter: 500);
    }

    [Fact]
    public void Read_PathWithUriCharacters_IsAPath()
    {
        string path = _folder.Add("50%25 #1?/manifest.ismc", Encoding.UTF8.GetString(
            ClientManifestWriter.Write(TestGroup.Single(new GroupLayout(["a"], 1000), TestGroup.Times(0)))));

        Assert.Equal(2, ClientManifestReader.Read(path).ToModel(path).StreamIndexes.Count);
    }

    public void Dispose() => _folder.Dispose();

    private ClientManifest Read(byte[] bytes)
    {
        string path = _folder.Join(Guid.NewGuid().ToString());
        File.WriteAllBytes(path, bytes);
        return ClientManifestReader.Read(path).ToModel(path);
    }

    // Times are whole milliseconds, as all fragments' starts are; so they survive every TimeScale.
    private static FragmentTime[] Chain(long startMs, int[] lengthsMs)
    {
        long time = startMs;
        return [.. lengthsMs.Select(length =>
        {
            var fragment = new FragmentTime(Ms(time), Ms(length));
            time += length;
            return fragment;
        })];
    }

    private static string Describe(ClientManifest m) =>
        $"{m.TimeScale} {m.IsLive} {m.LookAheadFragmentCount} {m.DvrWindow} " + string.Join('|', m.StreamIndexes.Select(i =>
            $"{i.Kind} {i.Name} {i.Url} {string.Join(',', i.Fragments)} " + string.Join(',', i.QualityLevels.Select(q =>
                $"{q.Bitrate} {q.Config.FourCC} {Convert.ToHexString(q.Config.PrivateData.Span)} {Size(q.Config)}"))));

    private static string Size(CodecConfig config) => config is VideoConfig video
        ? $"{video.Width}x{video.Height}"
        : $"{((AudioConfig)config).SamplingRate}/{((AudioConfig)config).Channels}";
}
