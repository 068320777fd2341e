using CsCheck;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Iso;

public class Mp4ReaderPropertyTests
{
    private static readonly Gen<BuiltSample> s_sample =
        from data in Gen.Byte.Array[1, 40]
        from duration in Gen.UInt[0, 5000]
        from offset in Gen.Int[-3000, 3000]
        from sync in Gen.Bool
        select new BuiltSample(data, duration, offset, sync);

    // Half of the tracks have samples of one size, as the size table has another form for them.
    private static readonly Gen<List<BuiltSample>> s_samples =
        from samples in s_sample.List[1, 60]
        from isFixed in Gen.Bool
        select isFixed ? samples.ConvertAll(sample => sample with { Data = [.. Enumerable.Repeat(sample.Data[0], 7)] }) : samples;

    // Decoding starts at the first picture, so that none is left out.
    private static List<BuiltSample> Pictures(List<BuiltSample> samples) => [.. samples.Select((sample, i) => sample with
    {
        IsSync = sample.IsSync || i == 0,
        Data = BuiltSample.Picture(sample.IsSync || i == 0, sample.Data),
    })];

    private static Gen<BuiltTrack> TrackOf(uint id, bool isVideo) =>
        from samples in s_samples
        from chunks in Gen.Int[1, 9].List[0, 20]
        from timescale in Gen.UInt[1, 100_000]
        from hasSyncTable in Gen.Bool
        select new BuiltTrack(id, isVideo, timescale, isVideo ? Pictures(samples) : samples) { Chunks = chunks, HasSyncTable = hasSyncTable };

    [Fact]
    public void ReadSamples_AnyTablesAndChunks_GivesWhatWentIn() =>
        Gen.Select(TrackOf(1, isVideo: true), TrackOf(7, isVideo: false), Gen.Int[0, 1].List[0, 40], Gen.Bool, Gen.Bool)
            .Sample(
                (video, audio, order, moovFirst, wide) =>
                {
                    using var file = new TemporaryFile(Mp4Builder.Build([audio, video], order, moovFirst, wide));
                    using IMediaReader reader = SourceFactory.Open(file.Path);
                    List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];

                    AssertSame(video, samples.FindAll(sample => sample.Track.Id == 1));
                    AssertSame(audio, samples.FindAll(sample => sample.Track.Id == 7));
                    AssertMerged(samples);
                },
                iter: 300);

    private static void AssertSame(BuiltTrack track, List<Sample> samples)
    {
        long time = 0;
        Assert.Equal(track.Samples.Count, samples.Count);
        foreach ((BuiltSample want, Sample have) in track.Samples.Zip(samples))
        {
            Assert.Equal(want.Data, have.Data.ToMemory().ToArray());
            Assert.Equal(
                (time, want.Duration, want.CompositionOffset, want.IsSync || !track.IsVideo),
                (have.DecodeTime, have.Duration, have.CompositionOffset, have.IsSync));
            Assert.Equal(track.Timescale, have.Track.Timescale);
            time += want.Duration;
        }

        long bits = track.Samples.Sum(sample => sample.Data.Length) * 8L;
        Assert.Equal(time == 0 ? null : bits * track.Timescale / time, samples[0].Track.AverageBitrate);
    }

    private static void AssertMerged(List<Sample> samples)
    {
        List<long> times = samples.ConvertAll(s => Timescale.Rescale(s.DecodeTime, s.Track.Timescale, Timescale.Ticks));
        Assert.Equal(times.Order(), times);
    }
}
