using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Pipeline;

public class PaceTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimelineStart s_start = new(Ms(5000), 0);

    [Fact]
    public void Pace_EachSample_PassesNoEarlierThanItsTimeAndAtMostAStepLate()
    {
        var clock = new SteppedTime(s_noon);
        var passed = new List<(long Due, long At)>();

        Gops(Video(), "K........................K.....................", Ms(40), start: Ms(5000))
            .ToObservable(ImmediateScheduler.Instance)
            .Pace(() => s_start, clock, CancellationToken.None)
            .Subscribe(s => passed.Add((s.DecodeTime - s_start.Time, clock.GetTimestamp())));

        Assert.Equal(47, passed.Count);
        Assert.All(passed, p => Assert.InRange(p.At - p.Due, 0, Ms(250)));
        Assert.InRange(clock.Waits.Count, 1, 8); // a few times a second, not for every sample
    }

    [Fact]
    public void Pace_Gap_IsWaitedForInOneStep()
    {
        var clock = new SteppedTime(s_noon);

        new[] { At(Video(), Ms(5000)), At(Video(), Ms(15_000)) }
            .ToObservable(ImmediateScheduler.Instance).Pace(() => s_start, clock, CancellationToken.None).Subscribe();

        Assert.Equal([TimeSpan.FromSeconds(10)], clock.Waits);
    }

    [Fact]
    public void Pace_Late_PassesWithoutWaiting()
    {
        var clock = new FakeTimeProvider(s_noon);
        long begin = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromMinutes(1));
        var seen = new Recorder<Sample>();

        Gops(Video(), "K...", Ms(40), Ms(5000)).ToObservable(ImmediateScheduler.Instance)
            .Pace(() => s_start with { Timestamp = begin }, clock, CancellationToken.None).Subscribe(seen);

        Assert.Equal(4, seen.Items.Count);
        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public void Pace_Empty_CompletesAndNeverAsksForTheStart()
    {
        var seen = new Recorder<Sample>();

        Observable.Empty<Sample>()
            .Pace(() => throw new InvalidOperationException("asked"), new FakeTimeProvider(), CancellationToken.None).Subscribe(seen);

        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public async Task Pace_StoppedWhileWaiting_PassesTheSampleAtOnce()
    {
        var clock = new FakeTimeProvider(s_noon); // never moves
        using var stop = new CancellationTokenSource();
        var seen = new Recorder<Sample>();
        Task pump = Task.Run(() => new[] { At(Video(), Ms(5000)), At(Video(), Ms(65_000)), At(Video(), Ms(75_000)) }
            .ToObservable(ImmediateScheduler.Instance)
            .Pace(() => new TimelineStart(Ms(5000), clock.GetTimestamp()), clock, stop.Token).Subscribe(seen));

        stop.CancelAfter(TimeSpan.FromMilliseconds(20));
        await pump.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(3, seen.Items.Count);
        Assert.Equal("completed", seen.End);
    }

    [Fact]
    public void Pace_SourceFails_PassesTheError()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<Sample>();
        using IDisposable subscription = source.Pace(() => s_start, new SteppedTime(s_noon), CancellationToken.None).Subscribe(seen);

        source.OnNext(At(Video(), Ms(5000)));
        source.OnError(new MssException(MssError.SourceFailed, "gone"));

        Assert.Single(seen.Items);
        Assert.Equal("SourceFailed", seen.End);
    }

    [Fact]
    public void Pace_Disposed_LeavesTheSource()
    {
        var source = new Subject<Sample>();
        var seen = new Recorder<Sample>();
        IDisposable subscription = source.Pace(() => s_start, new SteppedTime(s_noon), CancellationToken.None).Subscribe(seen);

        source.OnNext(At(Video(), Ms(5000)));
        subscription.Dispose();
        source.OnNext(At(Video(), Ms(5040)));

        Assert.False(source.HasObservers);
        Assert.Single(seen.Items);
    }
}
