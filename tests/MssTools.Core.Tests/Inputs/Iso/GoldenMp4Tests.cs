using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Iso;

/// <summary>Compares what the readers deliver with ffprobe's packets, file by file.</summary>
public class GoldenMp4Tests
{
    private const long Tolerance = 500;

    // Where ffprobe meets negative composition offsets it moves the video's PTS, or with an edit list its DTS, so that
    // no PTS lies before its DTS; and it ignores the tfxd of an ISMV, by which audio starts with its priming.
    [Theory]
    [InlineData("bframes.mp4")]
    [InlineData("bframes.mov")]
    [InlineData("plain-faststart.mp4")]
    [InlineData("negative-cts.mp4", 0, -40_000)]
    [InlineData("video-avc3.mp4")]
    [InlineData("audio.m4a")]
    [InlineData("mono-44100.mov")]
    [InlineData("surround.mp4")]
    [InlineData("fragmented.mp4")]
    [InlineData("fragmented-delayed.mp4")]
    [InlineData("hybrid.mp4")]
    [InlineData("bento.mp4", 40_000)]
    [InlineData("bframes.ismv", 40_000, 0, 21_333)]
    public void ReadSamples_GivesThePacketsOfFfprobe(string name, int videoPts = 0, int videoDts = 0, int audio = 0)
    {
        (List<Packet> expected, List<Packet> actual) = Read(name);

        AssertAlike(Only(MediaKind.Video, expected), Only(MediaKind.Video, actual), videoPts, videoDts);
        AssertAlike(Only(MediaKind.Audio, expected), Only(MediaKind.Audio, actual), audio, audio);
    }

    [Theory]
    [InlineData("bframes.mp4")]
    [InlineData("bframes.mov")]
    [InlineData("fragmented.mp4")]
    [InlineData("bento.mp4")]
    [InlineData("bframes.ismv")]
    public void ReadSamples_MergesTracksByDecodeTime(string name)
    {
        (_, List<Packet> actual) = Read(name);

        Assert.Equal(actual.OrderBy(packet => packet.Dts).Select(packet => packet.Dts), actual.Select(packet => packet.Dts));
    }

    // ffprobe keeps a second of audio in front of the cut, hidden; one frame is enough for a decoder to settle.
    [Fact]
    public void ReadSamples_CutInTheMiddle_KeepsWhatDecodersNeed()
    {
        (List<Packet> expected, List<Packet> actual) = Read("trimmed.mp4");
        List<Packet> audio = Only(MediaKind.Audio, actual);

        AssertAlike(Only(MediaKind.Video, expected), Only(MediaKind.Video, actual));
        AssertAlike([.. Only(MediaKind.Audio, expected).TakeLast(audio.Count)], audio);
        Assert.InRange(audio[0].Pts, -2 * 21_334, -21_333);
    }

    private static (List<Packet> Expected, List<Packet> Actual) Read(string name)
    {
        using IMediaReader reader = SourceFactory.Open(GoldenFiles.PathOf("inputs", "mp4", name));
        return (Packet.ReadList(GoldenFiles.PathOf("inputs", "mp4", name + ".packets.txt")), Packet.Read(reader));
    }

    private static List<Packet> Only(MediaKind kind, List<Packet> packets) => packets.FindAll(packet => packet.Kind == kind);

    private static void AssertAlike(List<Packet> expected, List<Packet> actual, int pts = 0, int dts = 0)
    {
        foreach ((Packet want, Packet have) in expected.Zip(actual))
        {
            Assert.Equal((want.Size, want.IsSync, want.Hash), (have.Size, have.IsSync, have.Hash));
            Assert.True(
                Math.Abs(have.Dts + dts - want.Dts) <= Tolerance && Math.Abs(have.Pts + pts - want.Pts) <= Tolerance,
                $"expected {want}, got {have}");
        }

        Assert.Equal(expected.Count, actual.Count);
    }
}
