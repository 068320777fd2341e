using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Inputs;

public class SourcePumpTests
{
    private static readonly Track s_video = Video(1000);
    private static readonly Track s_audio = Audio(48_000);

    [Fact]
    public void ToObservable_Reader_DeliversAllAndCompletesWithinSubscribe()
    {
        var seen = new Recorder<Sample>();

        new FakeReader(At(s_video, 0, 40), At(s_video, 40, 40)).ToObservable(loop: false, CancellationToken.None).Subscribe(seen);

        Assert.Equal([0, 40], seen.Items.Select(s => s.DecodeTime));
        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public void ToObservable_ReaderFails_PassesTheErrorAfterTheSamplesBefore()
    {
        var seen = new Recorder<Sample>();

        new FakeReader(At(s_video, 0, 40)) { Failure = new MssException(MssError.MalformedInput, "stts at 40: ends early") }
            .ToObservable(loop: true, CancellationToken.None).Subscribe(seen);

        Assert.Single(seen.Items);
        Assert.Equal("MalformedInput", seen.End);
    }

    // A bug of the subscriber is not a failure of the input: it must not come back as one.
    [Fact]
    public void ToObservable_SubscriberThrows_FliesThrough()
    {
        var error = Record.Exception(() => new FakeReader(At(s_video, 0, 40)).ToObservable(loop: false, CancellationToken.None)
            .Subscribe(_ => throw new InvalidOperationException("a bug"), _ => Assert.Fail("taken for the input's failure")));

        Assert.Equal("a bug", Assert.IsType<InvalidOperationException>(error).Message);
    }

    [Fact]
    public void ToObservable_Stopped_EndsAsIfTheInputEndedThere()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<Sample>();
        bool completed = false;

        new FakeReader(At(s_video, 0, 40), At(s_video, 40, 40)).ToObservable(loop: true, stop.Token).Subscribe(
            sample =>
            {
                seen.Add(sample);
                if (seen.Count == 3)
                {
                    stop.Cancel();
                }
            },
            () => completed = true);

        Assert.Equal([0, 40, 80], seen.Select(s => s.DecodeTime));
        Assert.True(completed);
    }

    // The picture's length is the round's, 80 ms; with a priming frame in front, sound is 100 ms.
    [Fact]
    public void Loop_SoundLongerThanThePicture_LeavesOutWhatWouldOverlap()
    {
        Sample[] sound = [.. Enumerable.Range(-1, 5).Select(i => At(s_audio, 960 * i, 960))];
        var reader = new FakeReader([.. sound, At(s_video, 0, 40), At(s_video, 40, 40)]);

        List<Sample> rounds = [.. LoopedSamples.Of(reader, CancellationToken.None).Take(7 + 6 + 6)];

        Assert.Equal([0, 40, 80, 120, 160, 200], rounds.Where(s => s.Track == s_video).Select(s => s.DecodeTime));
        Assert.Equal(Enumerable.Range(-1, 13).Select(i => 960L * i), rounds.Where(s => s.Track == s_audio).Select(s => s.DecodeTime));
    }

    [Fact]
    public void Loop_SoundShorterThanThePicture_StartsEachRoundWithIt()
    {
        var reader = new FakeReader(At(s_video, 0, 40), At(s_audio, 0, 960), At(s_video, 40, 40));

        List<Sample> rounds = [.. LoopedSamples.Of(reader, CancellationToken.None).Take(6)];

        Assert.Equal([0, 40, 80, 120], rounds.Where(s => s.Track == s_video).Select(s => s.DecodeTime));
        Assert.Equal([0, 3840], rounds.Where(s => s.Track == s_audio).Select(s => s.DecodeTime));
    }

    // The rounding of each track's scale must not add up from round to round: picture and sound would part.
    [Fact]
    public void Loop_ManyRounds_TracksNeverDriftApart()
    {
        Track audio = Audio(44_100);
        Track video = Video(90_000);
        var reader = new FakeReader(At(audio, 0, 44_123), At(video, 0, 90_001));

        Sample[] late = [.. LoopedSamples.Of(reader, CancellationToken.None).Skip(2 * 5000).Take(2)];

        long[] times = [.. late.Select(s => Timescale.Rescale(s.DecodeTime, s.Track.Timescale, Timescale.Ticks))];
        Assert.InRange(times[0] - times[1], -Ms(0.02), Ms(0.02)); // half a tick of each scale
        Assert.Equal(5000L * 90_001, late[1].DecodeTime);
    }

    [Fact]
    public void Loop_NoSamples_IsNoMediaAndNotAnEndlessLoop() =>
        Assert.Equal(MssError.NoMedia, Assert.Throws<MssException>(() => LoopedSamples.Of(new FakeReader(), CancellationToken.None).Take(1).Count()).Code);

    private sealed class FakeReader(params Sample[] samples) : IMediaReader
    {
        public MssException? Failure { get; init; }

        public bool IsLive => false;

        public IReadOnlyList<Track> Tracks => [];

        public TimeSpan? Duration => null;

        public IEnumerable<Sample> ReadSamples(CancellationToken stop)
        {
            foreach (Sample sample in samples)
            {
                yield return sample;
            }

            if (Failure is not null)
            {
                throw Failure;
            }
        }

        public void Dispose()
        {
        }
    }
}
