using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtsp;

/// <summary>A real server's packets: 3 s of 25 pictures a second with two B-frames between others, an IDR each second.</summary>
public class SessionCaptureTests
{
    private const int Frame = 3600;
    private static readonly byte[] s_session = GoldenInput.Bytes(Path.Join("rtsp", "camera.session"));

    [Fact]
    public void ReadSamples_WholeSession_HasEachPictureOnceWithRisingDecodeTimes()
    {
        List<Sample> samples = Read(s_session, out long losses);

        List<Sample> video = Of(MediaKind.Video, samples);
        long first = video.Min(s => s.DecodeTime + s.CompositionOffset);
        Assert.Equal(75, video.Count);
        Assert.Equal(
            Enumerable.Range(0, 75).Select(i => (long)i * Frame),
            video.Select(s => s.DecodeTime + s.CompositionOffset - first).Order());
        Assert.Equal([0, 25, 50], video.Index().Where(v => v.Item.IsSync).Select(v => v.Index));
        Assert.All(video.Zip(video.Skip(1)), pair => Assert.Equal(Frame, pair.Second.DecodeTime - pair.First.DecodeTime));
        Assert.All(video, s => Assert.InRange(s.CompositionOffset, 0, 4 * Frame));
        Assert.Equal("H.264 Main@1", video[0].Track.Config.Description);
        Assert.Equal(0, losses);
    }

    [Fact]
    public void ReadSamples_SenderReports_PutSoundAndPictureOnOneClock()
    {
        List<Sample> samples = Read(s_session, out _);

        Sample picture = Of(MediaKind.Video, samples)[0];
        Sample sound = Of(MediaKind.Audio, samples)[0];
        double difference = (picture.DecodeTime + picture.CompositionOffset) / 90_000.0 - sound.DecodeTime / 48_000.0;
        Assert.InRange(difference, -0.001, 0.001); // the server starts both with the moment 1.48 s of its file
    }

    [Fact]
    public void ReadSamples_LostPacket_DropsPicturesUntilTheNextIdrAndCounts()
    {
        (byte[] description, List<byte[]> packets) = SessionCapture.Split(s_session);
        packets.RemoveAt(packets.FindIndex(p => p[1] == 0) + 4);

        List<Sample> samples = Read([.. description, .. packets.SelectMany(p => p)], out long losses);

        List<Sample> video = Of(MediaKind.Video, samples);
        Assert.InRange(video.Count, 50, 55);
        Assert.True(video[^50].IsSync);
        Assert.True(losses > 0);
        Assert.All(video.Zip(video.Skip(1)), pair => Assert.True(pair.Second.DecodeTime > pair.First.DecodeTime));
    }

    [Fact]
    public void ReadSamples_DoubledAndSwappedPackets_AreNoLoss()
    {
        (byte[] description, List<byte[]> packets) = SessionCapture.Split(s_session);
        for (int i = 20; i + 3 < packets.Count; i += 7)
        {
            (packets[i], packets[i + 2]) = (packets[i + 2], packets[i]);
            packets.Insert(i + 3, packets[i]);
        }

        List<Sample> samples = Read([.. description, .. packets.SelectMany(p => p)], out long losses);

        Assert.Equal(75, Of(MediaKind.Video, samples).Count);
        Assert.Equal(0, losses);
    }

    private static List<Sample> Read(byte[] session, out long losses)
    {
        using var reader = new SessionCapture(session);
        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];
        losses = reader.Losses;
        return samples;
    }

    private static List<Sample> Of(MediaKind kind, List<Sample> samples) => samples.FindAll(s => s.Track.Kind == kind);
}
