using System.Text;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Manifests;

/// <summary>Server manifests and StreamManifests, and how presentations become renditions.</summary>
public class SmilTests
{
    [Fact]
    public void ServerManifest_WrittenAndRead_IsTheSame()
    {
        var video = new ServerManifestTrack(MediaKind.Video, "film_2000000.ismv", 2_000_000, 1, "video")
        {
            Timescale = 10_000_000,
            FourCC = "H264",
            CodecPrivateData = new byte[] { 0, 0, 0, 1, 0x67 },
            Attributes = [new("MaxWidth", 640), new("MaxHeight", 360)],
        };
        var audio = new ServerManifestTrack(MediaKind.Audio, "film.isma", 128_000, 2, "audio_fra") { SystemLanguage = "fra" };

        ServerManifest read = SmilReader.Read(SmilWriter.Write(new ServerManifest([video, audio], "film.ismc")), "film.ism");

        Assert.Equal("film.ismc", read.ClientManifest);
        Assert.Equal([1u, 2u], read.Tracks.Select(track => track.TrackId));
        Assert.Equal((MediaKind.Video, "film_2000000.ismv", 2_000_000L), (read.Tracks[0].Kind, read.Tracks[0].Source, read.Tracks[0].SystemBitrate));
        Assert.Equal((10_000_000L, "H264", "video"), (read.Tracks[0].Timescale, read.Tracks[0].FourCC, read.Tracks[0].TrackName));
        Assert.Equal(video.CodecPrivateData.ToArray(), read.Tracks[0].CodecPrivateData.ToArray());
        Assert.Equal(video.Attributes, read.Tracks[0].Attributes);
        Assert.Equal(("audio_fra", "fra"), (read.Tracks[1].TrackName, read.Tracks[1].SystemLanguage));
    }

    [Fact]
    public void ServerManifest_OfOtherSpelling_IsRead()
    {
        ServerManifestTrack track = Assert.Single(SmilReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(
            """
            <?xml version="1.0" encoding="utf-16"?><smil><body><switch>
            <VIDEO src="Streams"><param name="systemBitrate" value="300000" valueType="data"/><param name="TrackId" value="7"/></VIDEO>
            </switch></body></smil>
            """)).ToArray(), "live").Tracks);

        Assert.Equal((MediaKind.Video, 300_000L, 7u, "video"), (track.Kind, track.SystemBitrate, track.TrackId, track.TrackName));
        Assert.Null(track.Timescale);
        Assert.Null(track.FourCC);
    }

    [Theory]
    [InlineData("<smil><body><switch><video src='x'/></switch></body></smil>", "trackID")]
    [InlineData("<SmoothStreamingMedia/>", "SmoothStreamingMedia")]
    [InlineData("<!DOCTYPE smil [<!ENTITY a 'b'>]><smil/>", "DTD")]
    [InlineData("<smil>", "")]
    public void ServerManifest_Broken_IsMalformed(string xml, string named)
    {
        MssException failure = Assert.Throws<MssException>(() => SmilReader.Read(Encoding.UTF8.GetBytes(xml), "live"));

        Assert.Equal(MssError.MalformedInput, failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StreamManifest_WrittenAndRead_IsTheSame()
    {
        string[] streams = ["Streams(a-1)", "Streams(a-2)"];

        Assert.Equal(streams, SmilReader.ReadStreamManifest(SmilWriter.WriteStreamManifest(streams), "live"));
    }

    [Fact]
    public void Divide_ThreePicturesAndOneSound_GivesThreeRenditions()
    {
        (string, long)[] tracks = [("audio", 64), ("video", 300), ("video", 2000), ("video", 900)];

        Assert.Equal(
            [[("audio", 64), ("video", 2000)], [("video", 900)], [("video", 300)]],
            StatedRenditions.Divide(tracks, track => track.Item1, track => track.Item2));
    }
}
