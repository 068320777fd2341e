using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class StoreInTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task StoreIn_TellsOfEachFragmentInOrderAndThenCompletes(int count)
    {
        using var queue = new SinkQueue(3);
        var sink = new FakeSink();
        var seen = new Recorder<StoredFragment>();

        Fragments(count).ToObservable().StoreIn(queue, sink).Subscribe(seen);
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(count), seen.Items.Select(f => f.Path));
        Assert.Equal("completed", seen.End);
        Assert.Equal(Paths(count), sink.Calls.Order(StringComparer.Ordinal));
        queue.Close();
    }

    [Fact]
    public async Task StoreIn_TheThirdStoreFails_NothingAfterItIsTold()
    {
        using var queue = new SinkQueue(1);
        var sink = new FakeSink { FailingStore = 3 };
        var seen = new Recorder<StoredFragment>();

        Fragments(6).ToObservable().StoreIn(queue, sink).Subscribe(seen);
        await seen.Ended.WaitAsync(s_limit);
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.Equal(Paths(2), seen.Items.Select(f => f.Path));
        Assert.Equal("SinkFailed", seen.End);
        Assert.Equal(Paths(2), sink.Calls);
    }

    [Fact]
    public async Task StoreIn_SourceFails_TheErrorComesAfterWhatWasStored()
    {
        using var queue = new SinkQueue(3);
        var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = source.StoreIn(queue, new FakeSink()).Subscribe(seen);

        Fragments(2).ForEach(source.OnNext);
        source.OnError(new MssException(MssError.SourceFailed, "gone"));
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(2), seen.Items.Select(f => f.Path));
        Assert.Equal("SourceFailed", seen.End);
        queue.Close();
    }

    [Fact]
    public async Task StoreIn_Disposed_LeavesTheSourceAndSaysNoMore()
    {
        using var queue = new SinkQueue(3);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        IDisposable subscription = source.StoreIn(queue, sink).Subscribe(seen);

        Fragments(2).ForEach(source.OnNext);
        subscription.Dispose();
        release.Set();
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);

        Assert.False(source.HasObservers);
        Assert.Empty(seen.Items);
        Assert.Equal("open", seen.End);
    }

    // One stream's failure leaves the other streams of the same queue alone.
    [Fact]
    public async Task StoreIn_TwoSources_FailOnTheirOwn()
    {
        using var queue = new SinkQueue(2);
        var good = new Recorder<StoredFragment>();
        var bad = new Recorder<StoredFragment>();

        Fragments(2).ToObservable().StoreIn(queue, new FakeSink { FailingStore = 1 }).Subscribe(bad);
        Fragments(2).ToObservable().StoreIn(queue, new FakeSink()).Subscribe(good);
        await Task.WhenAll(good.Ended, bad.Ended).WaitAsync(s_limit);

        Assert.Equal(("completed", "SinkFailed"), (good.End, bad.End));
        Assert.Equal(2, good.Items.Count);
        queue.Close();
    }

    // A live input cannot wait: whole fragments are left out, told in their order, and the stream goes on.
    [Fact]
    public async Task StoreIn_DropPolicyAndASlowDisk_LeavesFragmentsOutAndGoesOn()
    {
        using var queue = new SinkQueue(2);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        var dropped = new List<string>();
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        using IDisposable subscription = source
            .StoreIn(queue, sink, new Overload(OverloadPolicy.Drop, (f, _) => dropped.Add(f.Path))).Subscribe(seen);

        Fragments(5).ForEach(source.OnNext); // returns at once, though only two find room
        Assert.Equal(Paths(5).Skip(2), dropped);
        release.Set();
        SpinWait.SpinUntil(() => seen.Items.Count == 2, s_limit);
        source.OnNext(TestGroup.Packaged("a/video/1/5.fmp4"));
        source.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(6), seen.Items.Select(f => f.Path));
        Assert.Equal([false, false, true, true, true, false], seen.Items.Select(f => f.IsLost));
        Assert.Equal("completed", seen.End);
        queue.Close();
    }

    [Fact]
    public void StoreIn_DropPolicyAndADiskThatHangs_KeepsNoMedia()
    {
        using var queue = new SinkQueue(2);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        using IDisposable subscription = source.StoreIn(
            queue,
            new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) },
            new Overload(OverloadPolicy.Drop, (_, _) => { })).Subscribe(new Recorder<StoredFragment>());

        WeakReference[] media = [.. Enumerable.Range(0, 10).Select(i => Push(source, i))];
        GC.Collect();

        Assert.Equal(2, media.Count(m => m.IsAlive)); // those that are being stored
        release.Set();
        queue.Close();
    }

    [Fact]
    public async Task StoreIn_DropPolicyAndAFullDisk_LosesThatFragmentOnly()
    {
        using var queue = new SinkQueue(1);
        var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        using IDisposable subscription = source
            .StoreIn(queue, new FakeSink { FailingStore = 2 }, new Overload(OverloadPolicy.Drop, (_, _) => { })).Subscribe(seen);

        foreach (PackagedFragment fragment in Fragments(3))
        {
            int before = seen.Items.Count;
            source.OnNext(fragment);
            Assert.True(SpinWait.SpinUntil(() => seen.Items.Count > before, s_limit));
        }

        source.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal([false, true, false], seen.Items.Select(f => f.IsLost));
        queue.Close();
    }

    // Only what a later fragment may not meet again is left out; everything else ends the stream, at once.
    [Theory]
    [InlineData(MssError.SinkFailed, "open")]
    [InlineData(MssError.SourceFailed, "SourceFailed")]
    [InlineData(MssError.GroupInUse, "GroupInUse")]
    [InlineData(null, "IOException")]
    public async Task StoreIn_DropPolicyAndAnyFailure_EndsOrGoesOn(MssError? code, string end)
    {
        using var queue = new SinkQueue(2);
        using var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        var sink = new FakeSink { StoreFailure = code is { } known ? new MssException(known, "no") : new IOException("no") };
        using IDisposable subscription = source
            .StoreIn(queue, sink, new Overload(OverloadPolicy.Drop, (_, _) => { })).Subscribe(seen);

        source.OnNext(Fragments(1)[0]);
        Assert.True(SpinWait.SpinUntil(() => seen.Items.Count + (seen.Error is null ? 0 : 1) > 0, s_limit));

        Assert.Equal(end, seen.End);
        queue.Close();
        await queue.Completion.WaitAsync(s_limit);
    }

    // A file waits for a slow disk and loses nothing; a full one costs a fragment.
    [Fact]
    public async Task StoreIn_DropPolicyAndAnInputThatCanWait_LeavesOutOnlyWhatCannotBeStored()
    {
        using var queue = new SinkQueue(1);
        var seen = new Recorder<StoredFragment>();
        var sink = new FakeSink { FailingStore = 2, Storing = _ => Thread.Sleep(5) };

        Fragments(6).ToObservable()
            .StoreIn(queue, sink, new Overload(OverloadPolicy.Drop, (_, _) => { }, CanWait: true)).Subscribe(seen);
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal([false, true, false, false, false, false], seen.Items.Select(f => f.IsLost));
        Assert.Equal("completed", seen.End);
        queue.Close();
    }

    [Fact]
    public async Task StoreIn_FailPolicyAndASlowDisk_Fails()
    {
        using var queue = new SinkQueue(1);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        var seen = new Recorder<StoredFragment>();
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        using IDisposable subscription = source
            .StoreIn(queue, sink, new Overload(OverloadPolicy.Fail, (_, _) => { })).Subscribe(seen);

        Task feeding = Task.Run(() => Fragments(2).ForEach(source.OnNext));
        await Task.Delay(50);
        release.Set();
        await feeding.WaitAsync(s_limit);
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("SinkFailed", seen.End);
        queue.Close();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Push(Subject<PackagedFragment> source, int number)
    {
        PackagedFragment fragment = TestGroup.Packaged($"a/video/1/{number}.fmp4");
        source.OnNext(fragment);
        return new WeakReference(fragment);
    }

    private static List<PackagedFragment> Fragments(int count) => [.. Paths(count).Select(p => TestGroup.Packaged(p))];

    private static IEnumerable<string> Paths(int count) => Enumerable.Range(0, count).Select(i => $"a/video/1/{i}.fmp4");
}
