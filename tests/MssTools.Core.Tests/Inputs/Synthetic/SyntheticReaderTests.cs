using System.Buffers.Binary;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Inputs.Synthetic;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic;

public class SyntheticReaderTests
{
    [Fact]
    public void Tracks_OfTheDefaults_AreConstrainedBaselineAndAacLc()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:");

        Assert.Equal(
            ["H.264 Constrained Baseline@3", "AAC-LC 48000 Hz stereo"], reader.Tracks.Select(track => track.Config.Description));
        Assert.Equal([800_000, null], reader.Tracks.Select(track => track.StatedBitrate));
        Assert.Equal(["video", "audio"], reader.Tracks.Select(track => track.Content.Name));
        Assert.Null(reader.Duration);
        Assert.False(reader.IsLive);
    }

    [Theory]
    [InlineData("test:?width=640&height=360&duration=5")]
    [InlineData("test:?width=200&height=150&fps=60&duration=3&bitrate=300000&gop=1")]
    public void ReadSamples_AgainAndByAnother_AreTheSame(string source)
    {
        using SyntheticReader one = SyntheticReader.Open(source);
        using SyntheticReader other = SyntheticReader.Open(source);

        List<string> first = Drawn(one);

        Assert.Equal(first, Drawn(one));
        Assert.Equal(first, Drawn(other));
    }

    [Fact]
    public void ReadSamples_EachPicture_DiffersFromAllOthers()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?audio=none&duration=4");

        List<string> pictures = Drawn(reader);

        Assert.Equal(pictures.Count, pictures.Distinct().Count());
    }

    [Theory]
    [InlineData("test:?fps=25&gop=2&duration=9", 2000)]
    [InlineData("test:?fps=50&gop=2&duration=9&width=320&height=180", 2000)]
    [InlineData("test:?fps=7&gop=2&duration=9&width=64&height=64&audio=none", 2000)]
    [InlineData("test:?fps=1&gop=3&duration=9&width=64&height=64", 3000)]
    public void ReadSamples_IdrPictures_StandAtEachGopOfTheClock(string source, int gopMs)
    {
        using SyntheticReader reader = SyntheticReader.Open(source);

        List<Sample> pictures = [.. Of(reader, MediaKind.Video)];

        IEnumerable<long> times = pictures.Where(sample => sample.IsSync).Select(sample => Ms(sample.DecodeTime, sample.Track));
        Assert.Equal(Enumerable.Range(0, (9000 + gopMs - 1) / gopMs).Select(i => (long)i * gopMs), times);
        Assert.All(pictures, sample => Assert.Equal(sample.IsSync ? NalUnitType.SliceIdr : NalUnitType.Slice, OnlyUnitOf(sample)));
    }

    [Fact]
    public void ReadSamples_OfTwoTracks_TouchEachOtherAndAdvanceTogether()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?fps=30&duration=7&width=64&height=64");

        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];

        foreach (IGrouping<Track, Sample> track in samples.GroupBy(sample => sample.Track))
        {
            Assert.Equal(0, track.First().DecodeTime);
            Assert.All(track.Zip(track.Skip(1)), pair => Assert.Equal(pair.First.EndTime, pair.Second.DecodeTime));
        }

        long latest = 0;
        Assert.All(samples, sample =>
        {
            long time = Ms(sample.DecodeTime, sample.Track);
            Assert.InRange(time, latest - 1, long.MaxValue);
            latest = time;
        });
    }

    [Fact]
    public void ReadSamples_OfADuration_EndThere()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?duration=3&fps=24&width=64&height=64");

        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];

        Assert.Equal(TimeSpan.FromSeconds(3), reader.Duration);
        Assert.Equal(3000, samples.Where(s => s.Track.Kind == MediaKind.Video).Max(s => Ms(s.EndTime, s.Track)));
        Assert.InRange(samples.Where(s => s.Track.Kind == MediaKind.Audio).Max(s => Ms(s.EndTime, s.Track)), 3000, 3021);
    }

    [Fact]
    public void ReadSamples_WithoutSound_AreOfPictures()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?duration=1&audio=none&width=64&height=64");

        Assert.Single(reader.Tracks);
        Assert.Equal(25, reader.ReadSamples(CancellationToken.None).Count());
    }

    [Fact]
    public void ReadSamples_Stopped_Ends()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?width=64&height=64");
        using var stop = new CancellationTokenSource();

        int count = 0;
        foreach (Sample sample in reader.ReadSamples(stop.Token))
        {
            if (++count == 10)
            {
                stop.Cancel();
            }
        }

        Assert.Equal(10, count);
    }

    // Snow fills the pictures up; where the clock alone takes more than the bit rate, or the picture has no more room, it cannot.
    [Theory]
    [InlineData("test:", 0.99, 1.01)]
    [InlineData("test:?bitrate=20000000&fps=50", 0.99, 1.01)]
    [InlineData("test:?bitrate=5000000&width=1920&height=1080&fps=60", 0.99, 1.01)]
    [InlineData("test:?bitrate=100000&width=1920&height=1080", 1.01, 10)]
    [InlineData("test:?bitrate=20000000&width=64&height=64", 0, 0.3)]
    public void ReadSamples_Bytes_AreThoseOfTheBitrateWhereThatCanBe(string source, double least, double most)
    {
        using SyntheticReader reader = SyntheticReader.Open($"{source}{(source == "test:" ? "?" : "&")}audio=none&duration=6");

        long bits = reader.ReadSamples(CancellationToken.None).Sum(sample => sample.Data.Length * 8L);

        Assert.InRange(bits / 6.0 / reader.Tracks[0].StatedBitrate!.Value, least, most);
    }

    [Fact]
    public void ReadSamples_Sound_GoesRoundAfterEightSeconds()
    {
        using SyntheticReader reader = SyntheticReader.Open("test:?duration=17&fps=1&width=64&height=64");

        List<Sample> frames = [.. Of(reader, MediaKind.Audio)];

        Assert.True(frames[1].Data.ToMemory().Equals(frames[376].Data.ToMemory())); // the same memory
        Assert.Equal(8 * 48_000, frames[376].DecodeTime - frames[1].DecodeTime);
        Assert.False(frames[1].Data.ToMemory().Span.SequenceEqual(frames[2].Data.ToMemory().Span));
    }

    private static IEnumerable<Sample> Of(SyntheticReader reader, MediaKind kind) =>
        reader.ReadSamples(CancellationToken.None).Where(sample => sample.Track.Kind == kind);

    private static List<string> Drawn(SyntheticReader reader) =>
        [.. reader.ReadSamples(CancellationToken.None).Select(s => $"{s.Track.Id} {s.DecodeTime} {s.IsSync} {Convert.ToHexString(s.Data.ToMemory().Span)}")];

    private static long Ms(long time, Track track) => time * 1000 / track.Timescale;

    private static NalUnitType OnlyUnitOf(Sample sample)
    {
        ReadOnlySpan<byte> bytes = sample.Data.ToMemory().Span;
        Assert.Equal(bytes.Length - 4, BinaryPrimitives.ReadInt32BigEndian(bytes));
        return NalUnit.TypeOf(bytes[4]);
    }
}
