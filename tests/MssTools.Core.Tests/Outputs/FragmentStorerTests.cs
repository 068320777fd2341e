using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class FragmentStorerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private static readonly Overload s_drop = new(OverloadPolicy.Drop, CanWait: false);
    private static readonly Overload s_fail = new(OverloadPolicy.Fail, CanWait: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Store_TellsOfEachFragmentInOrderAndThenCompletes(int count)
    {
        using var storage = new Storage(3);
        var sink = new FakeSink();
        Recorder<FragmentNotice> seen = storage.Seen(0);

        Fragments(count).ToObservable().Subscribe(storage.Storer(sink));
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(count), seen.Items.Select(f => f.Path));
        Assert.Equal("completed", seen.End);
        Assert.Equal(Paths(count), sink.Calls.Order(StringComparer.Ordinal));
        storage.Close();
    }

    [Fact]
    public async Task Store_TheThirdStoreFails_NothingAfterItIsTold()
    {
        using var storage = new Storage(1);
        var sink = new FakeSink { FailingStore = 3 };
        Recorder<FragmentNotice> seen = storage.Seen(0);

        Fragments(6).ToObservable().Subscribe(storage.Storer(sink));
        await seen.Ended.WaitAsync(s_limit);
        storage.Close();
        await storage.Completion.WaitAsync(s_limit);

        Assert.Equal(Paths(2), seen.Items.Select(f => f.Path));
        Assert.Equal("SinkFailed", seen.End);
        Assert.Equal(Paths(2), sink.Calls);
    }

    [Fact]
    public async Task Store_SourceFails_TheErrorComesAfterWhatWasStored()
    {
        using var storage = new Storage(3);
        var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        using IDisposable subscription = source.Subscribe(storage.Storer(new FakeSink()));

        Fragments(2).ForEach(source.OnNext);
        source.OnError(new MssException(MssError.SourceFailed, "gone"));
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(2), seen.Items.Select(f => f.Path));
        Assert.Equal("SourceFailed", seen.End);
        storage.Close();
    }

    [Fact]
    public async Task Store_Disposed_LeavesTheSource()
    {
        using var storage = new Storage(3);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        IDisposable subscription = source.Subscribe(storage.Storer(sink));

        Fragments(2).ForEach(source.OnNext);
        subscription.Dispose();
        release.Set();
        storage.Close();
        await storage.Completion.WaitAsync(s_limit);

        Assert.False(source.HasObservers);
        Assert.Equal(Paths(2), seen.Items.Select(f => f.Path)); // what was queued is stored and told
        Assert.Equal("open", seen.End);
    }

    // One stream's failure leaves the other streams of the same queue alone.
    [Fact]
    public async Task Store_TwoSources_FailOnTheirOwn()
    {
        using var storage = new Storage(2);
        Recorder<FragmentNotice> good = storage.Seen(0);
        Recorder<FragmentNotice> bad = storage.Seen(1);

        Fragments(2).ToObservable().Subscribe(storage.Storer(new FakeSink { FailingStore = 1 }, rendition: 1));
        Fragments(2).ToObservable().Subscribe(storage.Storer(new FakeSink()));
        await Task.WhenAll(good.Ended, bad.Ended).WaitAsync(s_limit);

        Assert.Equal(("completed", "SinkFailed"), (good.End, bad.End));
        Assert.Equal(2, good.Items.Count);
        storage.Close();
    }

    // A live input cannot wait: whole fragments are left out, told in their order, and the stream goes on.
    [Fact]
    public async Task Store_DropPolicyAndASlowDisk_LeavesFragmentsOutAndGoesOn()
    {
        using var storage = new Storage(2);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        using IDisposable subscription = source.Subscribe(storage.Storer(sink, s_drop));

        Fragments(5).ForEach(source.OnNext); // returns at once, though only two find room
        Assert.Equal(Paths(5).Skip(2), storage.Dropped);
        release.Set();
        SpinWait.SpinUntil(() => seen.Items.Count == 2, s_limit);
        source.OnNext(TestGroup.Packaged("a/video/1/5.fmp4"));
        source.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal(Paths(6), seen.Items.Select(f => f.Path));
        Assert.Equal([false, false, true, true, true, false], seen.Items.Select(f => f.IsLost));
        Assert.Equal("completed", seen.End);
        storage.Close();
    }

    [Fact]
    public void Store_DropPolicyAndADiskThatHangs_KeepsNoMedia()
    {
        using var storage = new Storage(2);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        using IDisposable subscription = source.Subscribe(
            storage.Storer(new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) }, s_drop));

        WeakReference[] media = [.. Enumerable.Range(0, 10).Select(i => Push(source, i))];
        GC.Collect();

        Assert.Equal(2, media.Count(m => m.IsAlive)); // those that are being stored
        release.Set();
        storage.Close();
    }

    [Fact]
    public async Task Store_DropPolicyAndAFullDisk_LosesThatFragmentOnly()
    {
        using var storage = new Storage(1);
        var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        using IDisposable subscription = source.Subscribe(storage.Storer(new FakeSink { FailingStore = 2 }, s_drop));

        foreach (PackagedFragment fragment in Fragments(3))
        {
            int before = seen.Items.Count;
            source.OnNext(fragment);
            Assert.True(SpinWait.SpinUntil(() => seen.Items.Count > before, s_limit));
        }

        source.OnCompleted();
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal([false, true, false], seen.Items.Select(f => f.IsLost));
        storage.Close();
    }

    // Only what a later fragment may not meet again is left out; everything else ends the stream, at once.
    [Theory]
    [InlineData(MssError.SinkFailed, "open")]
    [InlineData(MssError.SourceFailed, "SourceFailed")]
    [InlineData(MssError.GroupInUse, "GroupInUse")]
    [InlineData(null, "IOException")]
    public async Task Store_DropPolicyAndAnyFailure_EndsOrGoesOn(MssError? code, string end)
    {
        using var storage = new Storage(2);
        using var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        var sink = new FakeSink { StoreFailure = code is { } known ? new MssException(known, "no") : new IOException("no") };
        using IDisposable subscription = source.Subscribe(storage.Storer(sink, s_drop));

        source.OnNext(Fragments(1)[0]);
        Assert.True(SpinWait.SpinUntil(() => seen.Items.Count + (seen.Error is null ? 0 : 1) > 0, s_limit));

        Assert.Equal(end, seen.End);
        storage.Close();
        await storage.Completion.WaitAsync(s_limit);
    }

    // A file waits for a slow disk and loses nothing; a full one costs a fragment.
    [Fact]
    public async Task Store_DropPolicyAndAnInputThatCanWait_LeavesOutOnlyWhatCannotBeStored()
    {
        using var storage = new Storage(1);
        Recorder<FragmentNotice> seen = storage.Seen(0);
        var sink = new FakeSink { FailingStore = 2, Storing = _ => Thread.Sleep(5) };

        Fragments(6).ToObservable().Subscribe(storage.Storer(sink, s_drop with { CanWait = true }));
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal([false, true, false, false, false, false], seen.Items.Select(f => f.IsLost));
        Assert.Equal("completed", seen.End);
        storage.Close();
    }

    [Fact]
    public async Task Store_FailPolicyAndASlowDisk_Fails()
    {
        using var storage = new Storage(1);
        using var release = new ManualResetEventSlim();
        var source = new Subject<PackagedFragment>();
        Recorder<FragmentNotice> seen = storage.Seen(0);
        var sink = new FakeSink { Storing = _ => Assert.True(release.Wait(s_limit)) };
        using IDisposable subscription = source.Subscribe(storage.Storer(sink, s_fail));

        Task feeding = Task.Run(() => Fragments(2).ForEach(source.OnNext));
        await Task.Delay(50);
        release.Set();
        await feeding.WaitAsync(s_limit);
        await seen.Ended.WaitAsync(s_limit);

        Assert.Equal("SinkFailed", seen.End);
        storage.Close();
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

    /// <summary>A queue with storers; what comes out of it, by rendition.</summary>
    private sealed class Storage : IObserver<GroupEvent>, IStoringWatcher, IDisposable
    {
        private readonly SinkQueue<GroupEvent> _queue;
        private readonly Recorder<FragmentNotice>[] _seen = [new(), new()];

        public Storage(int capacity)
        {
            _queue = new SinkQueue<GroupEvent>(capacity, new WriterThreads(capacity));
            _queue.Subscribe(this);
        }

        public List<string> Dropped { get; } = [];

        public List<MssError?> Refused { get; } = [];

        public Task Completion => _queue.Completion;

        public Recorder<FragmentNotice> Seen(int rendition) => _seen[rendition];

        public FragmentStorer Storer(FakeSink sink, Overload? overload = null, int rendition = 0) => new(
            rendition, _queue, bytesPerSlot: 2_000_000, sink.Store, overload ?? new Overload(OverloadPolicy.Fail, CanWait: true), this);

        public void Close() => _queue.Close();

        public void OnNext(GroupEvent value)
        {
            if (value is GroupEvent.Stored stored)
            {
                _seen[stored.Rendition].OnNext(stored.Fragment);
            }
            else if (value is GroupEvent.Ended { Failure: { } failure } failed)
            {
                _seen[failed.Rendition].OnError(failure);
            }
            else if (value is GroupEvent.Ended ended)
            {
                _seen[ended.Rendition].OnCompleted();
            }
        }

        public void OnError(Exception error) => throw new InvalidOperationException("the queue has no errors", error);

        public void OnCompleted()
        {
        }

        public void Dispose() => _queue.Dispose();

        void IStoringWatcher.Dropped(int rendition, FragmentNotice fragment, MssException reason) => Dropped.Add(fragment.Path);

        void IStoringWatcher.Refused(int rendition, Exception failure) => Refused.Add((failure as MssException)?.Code);
    }
}
