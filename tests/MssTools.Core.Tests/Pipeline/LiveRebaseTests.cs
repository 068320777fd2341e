using System.Reactive.Concurrency;
using System.Reactive.Linq;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

/// <summary>A live input that is connected again and again: 25 pictures a second in GOPs of 2 s, sound every 20 ms.</summary>
public class LiveRebaseTests
{
    private static readonly long s_begin = Ms(1_000_000);

    private readonly FakeTimeProvider _time = new();
    private readonly List<long> _jumps = [];
    private readonly long _zero;

    public LiveRebaseTests() => _zero = _time.GetTimestamp();

    [Fact]
    public void Connections_ServerSendsTheLastSecondsAgain_NothingIsLostAndNothingTwice()
    {
        List<Sample> placed = Rebase(
            GapPolicy.Skip,
            new Burst(At: 0, Source: 0, Length: 7000),
            new Burst(At: 7500, Source: 4000, Length: 6000)); // from the last sync sample, as servers do

        Assert.Equal(Enumerable.Range(0, 250).Select(i => Ms(40.0 * i)), VideoTimes(placed));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => Ms(20.0 * i)), AudioTimes(placed));
        Assert.All(Of(MediaKind.Video, placed), s => Assert.Equal(Ms(40), s.Duration));
    }

    [Theory]
    [InlineData(GapPolicy.Skip)]
    [InlineData(GapPolicy.Hold)]
    public void Connections_PicturesWereMissed_GoesOnAtASyncSampleAtItsOwnTime(GapPolicy gaps)
    {
        List<Sample> placed = Rebase(
            gaps, new Burst(At: 0, Source: 0, Length: 5000), new Burst(At: 9000, Source: 9000, Length: 5000));

        List<Sample> video = Of(MediaKind.Video, placed);
        Sample next = video.First(s => s.DecodeTime > s_begin + Ms(5000));
        Assert.True(next.IsSync);
        Assert.Equal(s_begin + Ms(10_000), next.DecodeTime);
        Assert.Equal(Ms(gaps == GapPolicy.Skip ? 40 : 5040), video.Single(s => s.DecodeTime == s_begin + Ms(4960)).Duration);
    }

    [Fact]
    public void Connections_EncoderStartsAnew_GoesOnAtTheNextFragmentAfterNow()
    {
        List<Sample> placed = Rebase(
            GapPolicy.Skip, new Burst(At: 0, Source: 500_000, Length: 15_000), new Burst(At: 23_100, Source: 0, Length: 5000));

        Assert.Equal(s_begin + Ms(24_000), Of(MediaKind.Video, placed).First(s => s.DecodeTime > s_begin + Ms(15_000)).DecodeTime);
        Assert.Equal(s_begin + Ms(24_000), Of(MediaKind.Audio, placed).First(s => s.DecodeTime > s_begin + Ms(15_000)).DecodeTime);
    }

    // It looks like a server that sends again, but what it sends is new.
    [Fact]
    public void Connections_EncoderStartsAnewSoon_GoesOnAtTheNextFragmentFromItsFirstSample()
    {
        List<Sample> placed = Rebase(
            GapPolicy.Skip, new Burst(At: 0, Source: 0, Length: 5500), new Burst(At: 5700, Source: 0, Length: 5000, Content: 1));

        List<Sample> video = Of(MediaKind.Video, placed).FindAll(s => s.DecodeTime > s_begin + Ms(5500));
        Assert.Equal((s_begin + Ms(6000), true), (video[0].DecodeTime, video[0].IsSync));
        Assert.Equal(5000 / 40, video.Count);
        Assert.Equal(5000 / 20, Of(MediaKind.Audio, placed).Count(s => s.DecodeTime >= s_begin + Ms(6000)));
    }

    // The first sample is one that was there before, the others are not: nobody can say what lies between.
    [Fact]
    public void Connections_WhatComesAgainIsNotWhatWas_GoesOnAtASyncSample()
    {
        Sample[] first = [.. Play(new Burst(At: 0, Source: 0, Length: 5000))];
        List<Sample> again = [.. Play(new Burst(At: 5000, Source: 4000, Length: 5000, Content: 1))];
        again[0] = first.First(s => s.Track.Kind == MediaKind.Video && s.DecodeTime == Ms(4000)) with { Track = again[0].Track };

        List<Sample> placed = Rebase(GapPolicy.Skip, [first, again]);

        Sample next = Of(MediaKind.Video, placed).First(s => s.DecodeTime >= s_begin + Ms(5000));
        Assert.Equal((s_begin + Ms(6000), true), (next.DecodeTime, next.IsSync));
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    [InlineData(45_000)]
    public void Connection_SourceSetsItsClock_TimesGoOnAndPictureAndSoundStayTogether(int stepMs)
    {
        List<Sample> placed = Rebase(
            GapPolicy.Skip,
            new Burst(At: 0, Source: 5_000_000, Length: 8000),
            new Burst(At: 8000, Source: 5_008_000 + stepMs, Length: 8000, IsSameConnection: true));

        Assert.Equal(2, _jumps.Count); // each track noticed
        AssertOrder(placed);
        Assert.Equal(16_000 / 40, Of(MediaKind.Video, placed).Count);
        Sample video = Of(MediaKind.Video, placed)[(8000 / 40) + 10];
        Sample audio = Of(MediaKind.Audio, placed)[(8000 / 20) + 20];
        Assert.Equal(video.DecodeTime, audio.DecodeTime); // both were 400 ms behind the step
        Assert.InRange(video.DecodeTime - s_begin, Ms(8400), Ms(12_400));
    }

    [Fact]
    public void Connections_OtherTrackNumbersSameConfiguration_StayTheSameTracks()
    {
        List<Sample> placed = Rebase(
            GapPolicy.Skip, new Burst(0, 0, 4000), new Burst(4000, 4000, 4000, Video: Video(id: 77), Audio: Audio(id: 78)));

        Assert.Equal(2, placed.Select(s => s.Track).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Connections_NewConfiguration_IsANewTrackOfTheSameNumber()
    {
        Track larger = Video() with
        {
            Config = new AvcConfig(Convert.FromHexString("00000001674d401e0000000168ee3c80"), 640, 360, "H.264 Main@3"),
        };

        List<Sample> placed = Rebase(GapPolicy.Skip, new Burst(0, 0, 4000), new Burst(4000, 4000, 4000, Video: larger));

        Assert.Equal([320, 640], Of(MediaKind.Video, placed).Select(s => ((VideoConfig)s.Track.Config).Width).Distinct());
        Assert.Single(Of(MediaKind.Video, placed).Select(s => s.Track.Id).Distinct());

        // Whoever goes on decoding without a new manifest finds the parameter sets in the stream.
        Sample first = Of(MediaKind.Video, placed).First(s => ((VideoConfig)s.Track.Config).Width == 640);
        Assert.True(first.IsSync);
        Assert.Equal("00000004674d401e" + "0000000468ee3c80", Convert.ToHexStringLower(first.Data.ToMemory().Span[..16]));
        Assert.Equal(3, Of(MediaKind.Video, placed)[0].Data.Length);
    }

    // Whatever clocks a source shows, and however its connections are cut: no time twice, none back, all near the present.
    [Fact]
    public void Connections_AnyClocksAndCuts_TimesOnlyGoForward() =>
        Gen.Select(
            Gen.Int[0, 60_000], Gen.OneOf(Gen.Int[-20_000, 20_000], Gen.Int[-100_000_000, 100_000_000]), Gen.Int[0, 12_000], Gen.Bool)
            .Array[1, 8].Sample(
            pieces =>
            {
                var bursts = new List<Burst>();
                long now = 0;
                long source = 1_000_000_000;
                foreach ((int pause, int step, int length, bool same) in pieces)
                {
                    now += pause;
                    source += pause + step;
                    bursts.Add(new Burst(now, source, length, IsSameConnection: same && bursts.Count > 0));
                    now += length;
                    source += length;
                }

                AssertOrder(new LiveRebaseTests().Rebase(GapPolicy.Skip, [.. bursts]));
                AssertOrder(new LiveRebaseTests().Rebase(GapPolicy.Hold, [.. bursts]));
            },
            iter: 200);

    private static void AssertOrder(List<Sample> placed)
    {
        foreach (List<Sample> track in new[] { Of(MediaKind.Video, placed), Of(MediaKind.Audio, placed) })
        {
            Assert.All(track.Zip(track.Skip(1)), pair => Assert.True(pair.First.EndTime <= pair.Second.DecodeTime));
            Assert.All(track, s => Assert.True(s.Duration > 0));
            Assert.All(track, s => Assert.True(s.DecodeTime >= s_begin));
        }
    }

    private List<Sample> Rebase(GapPolicy gaps, params Burst[] bursts) => Rebase(gaps, Connections(bursts));

    private List<Sample> Rebase(GapPolicy gaps, IEnumerable<IEnumerable<Sample>> inputs)
    {
        var clock = new LiveClock(Ms(2000), _time);
        bool met = false;
        IEnumerable<InputConnection> connections = inputs
            .Select(c => new InputConnection(c.ToObservable(ImmediateScheduler.Instance), () => new HashSet<Content>()));
        var samples = new List<Sample>();
        connections.ToObservable(ImmediateScheduler.Instance).Rebase(
            [],
            measure: false,
            TrackPatience.Live(TimeSpan.FromSeconds(15), _time),
            new FakeMeeting(Agree, (_, placement) => placement, _ => { }, _ => { }, _jumps.Add),
            new LiveInput(clock, gaps)).Subscribe(samples.Add);
        return samples;

        Placement Agree(IReadOnlyList<TrackStart> starts, long unused)
        {
            if (met)
            {
                return new Placement(clock.ShiftOf(starts[0].PresentationTime, unused, starts[0].IsRepeated), 0, s_begin);
            }

            met = true;
            clock.Start(new TimelineStart(s_begin, _time.GetTimestamp()), s_begin);
            clock.Add(s_begin - starts[0].PresentationTime);
            return new Placement(s_begin - starts[0].PresentationTime, 0, s_begin);
        }
    }

    private IEnumerable<IEnumerable<Sample>> Connections(Burst[] bursts)
    {
        for (int i = 0; i < bursts.Length;)
        {
            int count = 1 + bursts.Skip(i + 1).TakeWhile(b => b.IsSameConnection).Count();
            Burst[] connection = bursts[i..(i + count)];
            i += count;
            yield return connection.SelectMany(Play);
        }
    }

    // The clock follows the samples: they come when they happen.
    private IEnumerable<Sample> Play(Burst burst)
    {
        Track video = burst.Video ?? Video();
        Track audio = burst.Audio ?? Audio();
        for (int ms = 0; ms < burst.Length; ms += 20)
        {
            TimeSpan due = TimeSpan.FromMilliseconds(burst.At + ms) - _time.GetElapsedTime(_zero);
            if (due > TimeSpan.Zero)
            {
                _time.Advance(due);
            }

            long source = burst.Source + ms;
            if (ms % 40 == 0)
            {
                yield return At(video, Ms(source), Ms(40), sync: ms % 2000 == SyncPhase(burst)) with { Data = Content(burst, source) };
            }

            yield return At(audio, Ms(source), Ms(20)) with { Data = Content(burst, source) };
        }
    }

    private static Payload Content(Burst burst, long source) => new((byte[])[burst.Content, (byte)(source / 20), (byte)(source / 20 >> 8)]);

    // Sync samples lie where the source's time is a multiple of two seconds, as encoders do.
    private static long SyncPhase(Burst burst) => ((-burst.Source % 2000) + 2000) % 2000 / 40 * 40;

    private static List<Sample> Of(MediaKind kind, List<Sample> samples) => samples.FindAll(s => s.Track.Kind == kind);

    private static IEnumerable<long> VideoTimes(List<Sample> samples) => Of(MediaKind.Video, samples).Select(s => s.DecodeTime - s_begin);

    private static IEnumerable<long> AudioTimes(List<Sample> samples) => Of(MediaKind.Audio, samples).Select(s => s.DecodeTime - s_begin);

    /// <summary>What a connection delivers: from when, from which time of the source's clock, and for how long, in ms.</summary>
    private sealed record Burst(
        long At,
        long Source,
        long Length,
        bool IsSameConnection = false,
        Track? Video = null,
        Track? Audio = null,
        byte Content = 0);
}
