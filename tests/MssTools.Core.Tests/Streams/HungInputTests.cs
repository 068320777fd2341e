using System.Net.Sockets;
using System.Reactive.Linq;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs;
using MssTools.Core.Media;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Inputs.Network;
using MssTools.Core.Tests.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Streams;

/// <summary>Inputs that are there and bring nothing.</summary>
public sealed class HungInputTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamStatus _status;

    public HungInputTests() => _status = new StreamStatus(1, "a", 0, TestGroup.Define("/t", "a"), _time);

    public void Dispose() => _stop.Dispose();

    // Servers that never end, never refuse and never send a frame. Whatever is their way, it is given up and may be tried again.
    [Theory]
    [InlineData("http", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n")]
    [InlineData("http", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("http", "HTTP/1.1 302 Found\r\nLocation: rtsp://127.0.0.1/a\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("http", "HTTP/1.1 200 OK\r\n\r\n", "G")]
    [InlineData("http", "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", "G")]
    [InlineData("http", "HTTP/1.1 200 OK\r\n\r\n", "null packets")]
    [InlineData("http", "HTTP/1.1 200 OK\r\n\r\nFLV\x01\x05\0\0\0\x09\0\0\0\0", "script tags")]
    [InlineData("tcp", "", "G")]
    [InlineData("tcp", "", "null packets")]
    [InlineData("rtsps", "", "")]
    [InlineData("https", "", "")]
    [InlineData("rtmps", "", "")]
    [InlineData("rtsp", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n", "X: y\r\n")]
    [InlineData("rtsp", "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 1000000\r\n\r\n", "v")]
    [InlineData("rtsp", "", "$\0\0\x04zzzz")]
    [InlineData("rtmp", "handshake", "\x02\0\0\0\0\0\x06\x04\0\0\0\0\0\x06\0\0\0\x01")]
    public async Task Read_ServerWithoutMedia_IsGivenUpAsSourceFailed(string scheme, string head, string drop)
    {
        byte[] first = head == "handshake" ? [3, .. new byte[3072]] : Encoding.Latin1.GetBytes(head);
        byte[] next = drop switch
        {
            "null packets" => [.. Enumerable.Repeat<byte[]>([0x47, 0x1f, 0xff, 0x10, .. Enumerable.Repeat((byte)0xff, 184)], 20).SelectMany(p => p)],
            "script tags" => [0x12, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, .. "hello"u8, 0, 0, 0, 0x10],
            _ => Encoding.Latin1.GetBytes(drop),
        };
        using var server = new LoopbackServer(
            async (_, stream, stop) =>
            {
                await stream.WriteAsync(first, stop);
                while (!stop.IsCancellationRequested && IsOpen(stream.Socket))
                {
                    await stream.WriteAsync(next, stop);
                    await Task.Delay(5, stop);
                }
            },
            waitsForRequest: false);
        var input = new LocalStreamDefinition { Name = "a", Source = $"{scheme}://127.0.0.1:{server.Port}/a/b" };
        using InputConnections connections = Connections(input, (found, stop) => SourceFactory.TryOpen(found, _time, stop));

        Task reading = Task.Run(() => connections.From(connections.Open()!).Select(c => c.Samples).Concat().ToEnumerable().LastOrDefault());
        MssException failure = await Assert.ThrowsAsync<MssException>(() => PassTimeAsync(reading));

        Assert.Equal(MssError.SourceFailed, failure.Code);
    }

    [Fact]
    public async Task Read_NoMediaForAWhile_IsWaitingUntilTheyComeAndFailedWhenTheyNeverDo()
    {
        using var reader = new SilentReader();
        using InputConnections connections = Connections(new LocalStreamDefinition { Name = "a", Source = "tcp://a:1" }, (_, _) => reader);
        InputConnections.Connection first = connections.Open()!;
        _status.Enter(StreamState.Running);
        Task reading = Task.Run(() => connections.From(first).Select(c => c.Samples).Concat().ToEnumerable().LastOrDefault());
        await reader.Asked.WaitAsync(s_limit);

        Pass(9);
        Assert.Equal(StreamState.Running, _status.State);
        Pass(2);
        MssStream waiting = _status.ToModel();
        Assert.Equal((StreamState.Waiting, MssError.SourceFailed), (waiting.State, waiting.LastErrorCode));
        Assert.Contains("for 10 s, 1000 bytes came with no frame in them", waiting.LastError, StringComparison.Ordinal);
        Assert.Equal(waiting.LastError, waiting.History[^1].Reason);

        reader.Give();
        await reader.Asked.WaitAsync(s_limit);
        Assert.Equal(StreamState.Running, _status.State);

        Pass(29);
        Assert.False(reading.IsCompleted);
        Pass(2);
        MssException failure = await Assert.ThrowsAsync<MssException>(() => reading.WaitAsync(s_limit));
        Assert.Contains("no media: for 30 s", failure.Message, StringComparison.Ordinal);
    }

    // A server that is called again and is silent again is not running meanwhile.
    [Fact]
    public async Task Read_ConnectedAgainWithoutMedia_IsWaitingUntilTheyCome()
    {
        var readers = new List<SilentReader>();
        using InputConnections connections = Connections(new LocalStreamDefinition { Name = "a", Source = "tcp://a:1" }, (_, _) =>
        {
            readers.Add(new SilentReader());
            return readers[^1];
        }, keepAlive: true);
        InputConnections.Connection first = connections.Open()!;
        _status.Enter(StreamState.Running);
        Task reading = Task.Run(() => connections.From(first).Select(c => c.Samples).Concat().ToEnumerable().LastOrDefault());
        await readers[0].Asked.WaitAsync(s_limit);

        await PassTimeUntilAsync(() => readers.Count == 2);
        await readers[1].Asked.WaitAsync(s_limit);
        Assert.Equal(StreamState.Waiting, _status.State);
        readers[1].Give();
        await readers[1].Asked.WaitAsync(s_limit);
        Assert.Equal(StreamState.Running, _status.State);

        _stop.Cancel();
        await PassTimeAsync(reading);
    }

    [Fact]
    public async Task Open_NoAnswer_SaysSoBeforeItIsGivenUp()
    {
        using var opening = new ManualResetEventSlim();
        using InputConnections connections = Connections(new LocalStreamDefinition { Name = "a", Source = "tcp://u:secret@a:1" }, (_, _) =>
        {
            opening.Wait(s_limit, CancellationToken.None);
            return new SilentReader();
        });
        _status.Enter(StreamState.Waiting);
        Task<InputConnections.Connection?> open = Task.Run(connections.Open);

        await PassTimeUntilAsync(() => _status.ToModel().LastError is not null);
        MssStream waiting = _status.ToModel();
        opening.Set();
        await open;

        Assert.Equal((StreamState.Waiting, MssError.SourceFailed), (waiting.State, waiting.LastErrorCode));
        Assert.Contains("being opened since 10 s: no media begin", waiting.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", waiting.LastError, StringComparison.Ordinal);
    }

    // Samples that come and come with the same time: nothing of them could be published.
    [Theory]
    [InlineData(1, true)]
    [InlineData(40, false)]
    public void Read_SamplesWhoseTimesStand_AreNoMedia(int stepMs, bool givenUp)
    {
        using var reader = new SilentReader();
        using var watch = new MediaWatch(reader, _time, _status, _stop.Token);
        _status.Enter(StreamState.Running);

        for (int i = 0; i <= 800; i++)
        {
            watch.Wait();
            _time.Advance(TimeSpan.FromMilliseconds(40));
            watch.Answered(TestMedia.At(TestMedia.Video(), TestMedia.Ms(i * stepMs)));
        }

        Assert.Equal(givenUp, watch.GivenUp is not null);
        Assert.Equal(givenUp, watch.GivenUp?.Message.Contains("clock stands still", StringComparison.Ordinal) ?? false);
        Assert.Equal(StreamState.Running, _status.State);
    }

    // Who is slow behind the reader, a disk or the pace of a recording, does not make the input hang.
    [Fact]
    public void Read_SubscriberThatTakesLong_IsNotTheInputsFault()
    {
        using var reader = new SilentReader();
        using var watch = new MediaWatch(reader, _time, _status, _stop.Token);
        _status.Enter(StreamState.Running);

        watch.Wait();
        watch.Answered(TestMedia.At(TestMedia.Video(), 0));
        Pass(100);

        Assert.False(watch.Token.IsCancellationRequested);
        Assert.Null(watch.GivenUp);
        Assert.Equal(StreamState.Running, _status.State);
    }

    private static bool IsOpen(Socket socket) => !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);

    private InputConnections Connections(
        LocalStreamDefinition input, Func<LocalStreamDefinition, CancellationToken, IMediaReader?> open, bool keepAlive = false) =>
        new(_status, () => { }, () => new NamedInput(input), (found, stop) => open(found.Definition, stop), Timeout.InfiniteTimeSpan, keepAlive, _time, _stop.Token);

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task PassTimeUntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 400 && !condition(); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    // The patience of a recording that comes over a wire is the longest.
    private async Task PassTimeAsync(Task reading)
    {
        for (int i = 0; i < 400 && !reading.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(10));
        }

        await reading.WaitAsync(s_limit);
    }

    /// <summary>Gives a sample when it is told to, and bytes in any case.</summary>
    private sealed class SilentReader : IMediaReader
    {
        private readonly SemaphoreSlim _samples = new(0);

        public SemaphoreSlim Asked { get; } = new(0);

        public TimeSpan? Duration => null;

        public bool IsLive => true;

        public TimeSpan Patience => TimeSpan.FromSeconds(30);

        public long? Received { get; private set; } = 0;

        public IReadOnlyList<Track> Tracks => [];

        public void Give() => _samples.Release();

        public IEnumerable<Sample> ReadSamples(CancellationToken stop)
        {
            for (int i = 0; ; i++)
            {
                Received = 1000 * (i + 1);
                Asked.Release();
                try
                {
                    _samples.Wait(stop);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }

                yield return At(Video(), Ms(40 * i));
            }
        }

        public void Dispose()
        {
            _samples.Dispose();
            Asked.Dispose();
        }
    }
}
