using System.Reactive.Linq;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Streams;

public sealed class InputConnectionsTests : IDisposable
{
    private static readonly NamedInput s_input = new(new LocalStreamDefinition { Name = "a", Source = "udp://239.1.1.1:5000" });

    private readonly SteppedTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamStatus _status;
    private int _away;

    public InputConnectionsTests() => _status = new StreamStatus(1, "a", 0, TestGroup.Define("/t", "a"), _time);

    [Fact]
    public void Open_InputThatFails_IsTriedAgainWithPausesThatGrow()
    {
        int attempts = 0;

        using InputConnections connections = Connections(_ => ++attempts < 9
            ? throw new MssException(MssError.SourceFailed, "refused")
            : new FakeReader());

        Assert.NotNull(connections.Open());
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], _time.Waits.Select(w => w.TotalSeconds));
        Assert.Contains("Connecting again in 30 s", _status.ToModel().History[^1].Reason, StringComparison.Ordinal);
    }

    // Who looks at a stream that waits must see what to do, and not a loss of what never was there.
    [Fact]
    public void Open_InputThatFails_ShowsCodeAndAction()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts < 3
            ? throw new MssException(MssError.SourceFailed, "refused", "Start the server.")
            : new FakeReader());
        connections.Open();

        MssStream stream = _status.ToModel();
        Assert.Equal((MssError.SourceFailed, "refused", "Start the server."), (stream.LastErrorCode, stream.LastError, stream.RecommendedAction));
        Assert.Equal(0, stream.DisconnectCount);
    }

    [Theory]
    [InlineData(MssError.Unsupported, true)]
    [InlineData(MssError.SourceFailed, false)]
    public void Open_FailureThatStays_IsThrown(MssError code, bool keepAlive)
    {
        using InputConnections connections = Connections(_ => throw new MssException(code, "no"), keepAlive);

        Assert.Equal(code, Assert.Throws<MssException>(() => connections.Open()).Code);
    }

    [Fact]
    public void Open_Stopped_IsNull()
    {
        _stop.Cancel();

        using InputConnections connections = Connections(_ => null);
        Assert.Null(connections.Open());
    }

    [Fact]
    public void From_LiveInput_ConnectsAgainUntilItIsStopped()
    {
        var readers = new List<FakeReader>();
        using InputConnections connections = Connections(_ =>
        {
            readers.Add(new FakeReader(fails: readers.Count % 2 == 0));
            return readers.Count < 5 ? readers[^1] : StopNow();
        });

        int samples = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.Equal(4 * 3, samples);
        Assert.All(readers.Take(4), r => Assert.Equal(1, r.Disposals));
        Assert.Equal(4, _away);
        Assert.Equal(4, _status.ToModel().DisconnectCount);
    }

    [Fact]
    public void From_NotKeptAlive_EndsWithItsInput()
    {
        using InputConnections connections = Connections(_ => new FakeReader(fails: true), keepAlive: false);

        var failure = Assert.Throws<MssException>(() => connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count());

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.Equal(0, _away);
    }

    [Fact]
    public void From_File_IsReadOnce()
    {
        using InputConnections connections = Connections(_ => new FakeReader(isLive: false));

        Assert.Equal(3, connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count());
    }

    [Fact]
    public void From_CodecThatCannotBePackaged_Fails()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts == 1
            ? new FakeReader(fails: true)
            : new FakeReader(fails: true, code: MssError.Unsupported));

        var failure = Assert.Throws<MssException>(() => connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count());

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public void From_RefusalBehindAGoodConnection_IsTriedAgain()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts switch
        {
            1 => new FakeReader(fails: true, lasting: () => _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan)),
            2 => throw new MssException(MssError.AccessDenied, "403"),
            3 => new FakeReader(fails: true, code: MssError.Unsupported),
            _ => StopNow(),
        });

        int samples = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.Equal((4, 6), (attempts, samples));
        Assert.Equal(MssError.Unsupported, _status.ToModel().LastErrorCode);
    }

    [Fact]
    public void From_PublisherOfAnotherCodec_IsWaitedOut()
    {
        int attempts = 0;
        using InputConnections connections = Connections(
            _ => ++attempts switch
            {
                1 => new FakeReader(fails: true, code: MssError.Unsupported),
                2 => new FakeReader(),
                _ => StopNow(),
            },
            input: s_input with { IsPublished = true });

        int samples = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.Equal((3, 6), (attempts, samples));
    }

    // A server that takes the connection and hangs up in order is not there either.
    [Fact]
    public void From_LiveInputThatEndsAtOnce_IsTriedAgainWithPausesThatGrow()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts < 7 ? new FakeReader() : StopNow());

        _ = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.Equal([1, 2, 4, 8, 16, 30], _time.Waits.Select(w => w.TotalSeconds).Take(6));
    }

    [Fact]
    public void From_LiveInputThatEndsAfterAWhile_IsConnectedAtOnce()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts == 1
            ? new FakeReader(lasting: () => _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan))
            : StopNow());

        _ = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.DoesNotContain(TimeSpan.FromSeconds(1), _time.Waits);
        Assert.Equal(2, attempts);
    }

    // Nobody is called: the encoder comes to us, and its first frames wait for two seconds only.
    [Fact]
    public void From_PublisherThatLeaves_IsLookedForAtOnce()
    {
        int attempts = 0;
        using InputConnections connections = Connections(
            _ => ++attempts < 4 ? new FakeReader() : StopNow(), input: s_input with { IsPublished = true });

        _ = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.DoesNotContain(_time.Waits, w => w >= TimeSpan.FromSeconds(1));
    }

    // A good connection makes the next pause short again.
    [Fact]
    public void From_ConnectionThatLasted_StartsThePausesAnew()
    {
        int attempts = 0;
        using InputConnections connections = Connections(_ => ++attempts switch
        {
            < 4 => new FakeReader(fails: true),
            4 => new FakeReader(fails: true, lasting: () => _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(11), Timeout.InfiniteTimeSpan)),
            _ => StopNow(),
        });

        _ = connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().Count();

        Assert.Equal([1, 2, 4, 11, 1], _time.Waits.Select(w => w.TotalSeconds).Take(5));
    }

    // A file's samples are ranges of it, which are written later; a live reader's are in memory.
    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 0)]
    public void From_Ended_ClosesWhatIsLiveAtOnceAndTheRestWhenDisposed(bool isLive, bool fails, int closedAtItsEnd)
    {
        var reader = new FakeReader(fails, isLive, MssError.Unsupported);
        InputConnections connections = Connections(_ => reader, keepAlive: false);

        _ = connections.From(connections.Open()!).Select(c => c.Samples).Concat().Materialize().ToEnumerable().Count();
        int closed = reader.Disposals;
        connections.Dispose();

        Assert.Equal((closedAtItsEnd, 1), (closed, reader.Disposals));
    }

    [Fact]
    public void From_SubscriberThatLeaves_EndsTheReadingAndClosesItsReaderOnce()
    {
        var readers = new List<FakeReader>();
        using (InputConnections connections = Connections(_ =>
        {
            readers.Add(new FakeReader(isEndless: true));
            return readers[^1];
        }))
        {
            Assert.Equal(5, connections.From(connections.Open()!).Select(c => c.Samples).Concat().Take(5).ToEnumerable().Count());
        }

        Assert.Equal(1, Assert.Single(readers).Disposals);
    }

    // A bug behind the reader flies past every operator; the reader must not stay open for it.
    [Fact]
    public void From_SubscriberThatThrows_ClosesItsReaderOnce()
    {
        var reader = new FakeReader(isEndless: true);
        using (InputConnections connections = Connections(_ => reader))
        {
            InputConnections.Connection first = connections.Open()!;
            Assert.Throws<InvalidOperationException>(() =>
                connections.From(first).Select(c => c.Samples).Concat().Subscribe(_ => throw new InvalidOperationException("a bug")));
        }

        Assert.Equal(1, reader.Disposals);
    }

    public void Dispose() => _stop.Dispose();

    private FakeReader? StopNow()
    {
        _stop.Cancel();
        return null;
    }

    private InputConnections Connections(
        Func<NamedInput, IMediaReader?> open, bool keepAlive = true, NamedInput? input = null) => new(
            _status, () => _away++, () => input ?? s_input, (found, _) => open(found), Timeout.InfiniteTimeSpan, keepAlive, _time, _stop.Token);

    /// <summary>Three samples, and then the end or a failure.</summary>
    private sealed class FakeReader(
        bool fails = false, bool isLive = true, MssError code = MssError.SourceFailed, Action? lasting = null, bool isEndless = false)
        : IMediaReader
    {
        public int Disposals { get; private set; }

        public TimeSpan? Duration => null;

        public bool IsLive => isLive;

        public IReadOnlyList<Track> Tracks => [];

        public IEnumerable<Sample> ReadSamples(CancellationToken stop)
        {
            for (int i = 0; i < 3 || (isEndless && !stop.IsCancellationRequested); i++)
            {
                yield return At(Video(), Ms(40 * i));
            }

            lasting?.Invoke();
            if (fails)
            {
                throw new MssException(code, "cut off");
            }
        }

        public void Dispose() => Disposals++;
    }
}
