using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Inputs;

/// <summary>A watcher that waits for another thread, which uses the watch meanwhile, holds up neither.</summary>
public sealed class MediaWatchTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly Watcher _watcher = new();
    private readonly Reader _reader = new();
    private readonly MediaWatch _watch;

    public MediaWatchTests() => _watch = new MediaWatch(_reader, _time, _watcher, CancellationToken.None);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Missing_WatcherThatWaitsForTheReader_HoldsNobodyUp()
    {
        _watcher.Telling = () => InTime(() => _watch.Answered(At(Video(), 0)));

        _watch.Wait();
        _time.Advance(MediaWatch.Notice + TimeSpan.FromSeconds(1));

        Assert.Equal(["missing", "found"], _watcher.Told);
    }

    [Fact]
    public void Found_WatcherThatWaitsForTheTimer_HoldsNobodyUp()
    {
        _watcher.Telling = () => InTime(() =>
        {
            _watch.Wait();
            _time.Advance(MediaWatch.Notice + TimeSpan.FromSeconds(1));
        });

        _watch.Answered(At(Video(), 0));

        Assert.Equal(["found", "missing"], _watcher.Told);
    }

    // A reader that counts its bytes under a lock of its own.
    [Fact]
    public void Look_ReaderThatWaitsForAnother_HoldsNobodyUp()
    {
        _watch.Wait();
        _reader.Counting = () => InTime(() => _watch.Answered(At(Video(), 0)));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["found"], _watcher.Told);
    }

    [Fact]
    public void Dispose_WhileItTells_NothingMoreIsTold()
    {
        _watcher.Telling = () => InTime(() =>
        {
            _watch.Answered(At(Video(), 0));
            _watch.Dispose();
        });

        _watch.Wait();
        _time.Advance(MediaWatch.Notice + TimeSpan.FromSeconds(1));

        Assert.Equal(["missing"], _watcher.Told);
    }

    // The next connection's watch tells behind it.
    [Fact]
    public async Task Dispose_WhileAnotherThreadTells_ComesBackBehindIt()
    {
        using var telling = new ManualResetEventSlim();
        bool isOver = false;
        _watcher.Telling = () =>
        {
            telling.Set();
            Thread.Sleep(100);
            isOver = true;
        };

        var looking = Task.Run(() =>
        {
            _watch.Wait();
            _time.Advance(MediaWatch.Notice + TimeSpan.FromSeconds(1));
        });
        Assert.True(telling.Wait(TimeSpan.FromSeconds(30)));
        _watch.Dispose();

        Assert.True(isOver);
        await looking;
    }

    // What is told last is how it is, whoever was faster.
    [Fact]
    public void News_FromTwoThreads_AreToldInOrder()
    {
        Task reading = Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                _watch.Wait();
                Thread.Yield();
                _watch.Answered(At(Video(), Ms(40 * i)));
            }
        });
        while (!reading.IsCompleted)
        {
            _time.Advance(MediaWatch.Notice);
        }

        Assert.True(reading.IsCompletedSuccessfully);
        Assert.All(_watcher.Told.Zip(_watcher.Told.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal("found", _watcher.Told[^1]);
    }

    private static void InTime(Action other) => Assert.True(Task.Run(other).Wait(s_limit), "Both wait for each other.");

    private sealed class Watcher : IMediaWatcher
    {
        public Action? Telling { get; set; }

        public List<string> Told { get; } = [];

        public void Missing(MssException failure) => Tell("missing");

        public void Found() => Tell("found");

        private void Tell(string news)
        {
            Told.Add(news);
            Action? telling = Telling;
            Telling = null;
            telling?.Invoke();
        }
    }

    private sealed class Reader : IMediaReader
    {
        public Action? Counting { get; set; }

        public TimeSpan? Duration => null;

        public bool IsLive => true;

        public IReadOnlyList<Track> Tracks => [];

        public long? Received
        {
            get
            {
                Action? counting = Counting;
                Counting = null;
                counting?.Invoke();
                return 0;
            }
        }

        public IEnumerable<Sample> ReadSamples(CancellationToken stop) => [];

        public void Dispose()
        {
        }
    }
}
