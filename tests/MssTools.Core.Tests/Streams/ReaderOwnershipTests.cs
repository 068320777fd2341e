using System.Net;
using System.Net.Sockets;
using System.Reactive.Linq;
using System.Text;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Inputs;
using MssTools.Core.Tests.Inputs.Network;
using MssTools.Core.Tests.Inputs.Rtmp;
using MssTools.Core.Tests.Inputs.Rtsp;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>Every reader that is opened is disposed, once, whatever kind of input it reads and however that ends.</summary>
public sealed class ReaderOwnershipTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly SteppedTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<CountedReader> _readers = [];
    private readonly StreamStatus _status;

    public ReaderOwnershipTests() => _status = new StreamStatus(1, "a", 0, TestGroup.Define("/t", "a"), _time);

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData("mp4/bframes.mp4", false)]
    [InlineData("mp4/fragmented.mp4", false)]
    [InlineData("bframes.flv", false)]
    [InlineData("bframes.ts", false)]
    [InlineData("bframes.ts", true)]
    [InlineData("mp4/fragmented.mp4", true)]
    public void File_Read_IsDisposedOnce(string name, bool follow) =>
        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = Path.Join(GoldenInput.Folder, name), Follow = follow }, opened: 1);

    [Theory]
    [InlineData("http", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "bframes.ts", 3)]
    [InlineData("http", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "bframes.flv", 3)]
    [InlineData("http", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "mp4/fragmented.mp4", 3)]
    [InlineData("http", "HTTP/1.1 200 OK\r\nContent-Length: 61852\r\n\r\n", "bframes.ts", 1)]
    [InlineData("tcp", "", "bframes.ts", 3)]
    public void Server_ThatEnds_EachReaderIsDisposedOnce(string scheme, string head, string name, int opened)
    {
        using var server = new LoopbackServer(
            async (_, stream, stop) =>
            {
                await LoopbackServer.SendAsync(stream, head);
                await stream.WriteAsync(GoldenInput.Bytes(name), stop);
            },
            waitsForRequest: scheme == "http");

        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = $"{scheme}://127.0.0.1:{server.Port}/a" }, opened);
    }

    [Fact]
    public void RtmpServer_ThatEnds_EachReaderIsDisposedOnce()
    {
        using var server = new LoopbackServer((_, stream, stop) => RtmpPlay.ServeAsync(stream, stop), waitsForRequest: false);

        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = $"rtmp://127.0.0.1:{server.Port}/live/a" }, opened: 3);
    }

    [Fact]
    public void RtspServer_ThatEnds_EachReaderIsDisposedOnce()
    {
        byte[] session = GoldenInput.Bytes(Path.Join("rtsp", "camera.session"));
        using var server = new LoopbackServer((request, stream, stop) => RtspPlay.ServeAsync(request, stream, session, stop));

        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = $"rtsp://127.0.0.1:{server.Port}/a" }, opened: 3);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("rtp")]
    public void Datagrams_Stopped_ReaderIsDisposedOnce(string scheme)
    {
        int port;
        using (var free = new UdpClient(0, AddressFamily.InterNetwork))
        {
            port = ((IPEndPoint)free.Client.LocalEndPoint!).Port;
        }

        _stop.CancelAfter(TimeSpan.FromMilliseconds(100));
        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = $"{scheme}://127.0.0.1:{port}" }, opened: 1);
    }

    [Fact]
    public void Publisher_ThatLeavesAndComesBack_EachReaderIsDisposedOnce()
    {
        var publications = new List<Publication>();
        AssertEachDisposedOnce(new LocalStreamDefinition { Name = "a", Source = "rtmp://encoder/live/a" }, opened: 3, () =>
        {
            publications.Add(new Publication("a", "rtmp://encoder/live/a", _time));
            IMediaReader reader = publications[^1].TryOpen()!;
            publications[^1].Push(new FlvTag(FlvTagType.Audio, 0, new byte[] { 0xaf, 0, 0x12, 0x10 }));
            publications[^1].Complete();
            return reader;
        });

        Assert.All(publications, p => Assert.Equal(0, p.ReaderCount));
    }

    // A socket that was opened and whose reader was refused.
    [Theory]
    [InlineData("http", "HTTP/1.1 200 OK\r\n\r\n<html>nothing here</html> and so on")]
    [InlineData("http", "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorry")]
    [InlineData("tcp", "no media at all")]
    [InlineData("rtsp", "RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\nRTSP/1.0 404 Not Found\r\nCSeq: 2\r\n\r\n")]
    [InlineData("rtmp", "no handshake")]
    public async Task Server_ThatIsRefused_SeesItsConnectionClosed(string scheme, string answer)
    {
        byte[] bytes = [.. Encoding.Latin1.GetBytes(answer), .. scheme == "rtmp" ? new byte[4000] : [], .. answer[^1] == '\n' ? [] : new byte[2048]];
        var closed = new TaskCompletionSource();
        using var server = new LoopbackServer(
            async (_, stream, stop) =>
            {
                await stream.WriteAsync(bytes, stop);
                byte[] request = new byte[4096];
                try
                {
                    while (await stream.ReadAsync(request, stop) > 0)
                    {
                        // What the client asks.
                    }
                }
                finally
                {
                    closed.TrySetResult();
                }
            },
            waitsForRequest: false);

        var input = new LocalStreamDefinition { Name = "a", Source = $"{scheme}://127.0.0.1:{server.Port}/a/b" };
        Assert.Throws<MssException>(() => SourceFactory.TryOpen(input, TimeProvider.System, CancellationToken.None));

        await closed.Task.WaitAsync(s_limit);
    }

    private void AssertEachDisposedOnce(LocalStreamDefinition definition, int opened, Func<IMediaReader>? open = null)
    {
        var input = new NamedInput(definition, IsPublished: open is not null);
        using (var connections = new InputConnections(_status, () => { }, () => input, Open, Timeout.InfiniteTimeSpan, keepAlive: true, _time, _stop.Token))
        {
            connections.From(connections.Open()!).Select(c => c.Samples).Concat().Subscribe(_ => { }, failure => Assert.Fail(failure.Message));
        }

        Assert.Equal(opened, _readers.Count);
        Assert.All(_readers, reader => Assert.Equal(1, reader.Disposals));

        IMediaReader? Open(NamedInput found, CancellationToken stop)
        {
            if (_readers.Count == opened)
            {
                _stop.Cancel();
                return null;
            }

            IMediaReader inner = open?.Invoke() ?? SourceFactory.TryOpen(found.Definition, found.Definition.Follow ? _time : TimeProvider.System, stop)!;
            _readers.Add(new CountedReader(inner));
            return _readers[^1];
        }
    }

    private sealed class CountedReader(IMediaReader inner) : IMediaReader
    {
        public int Disposals { get; private set; }

        public TimeSpan? Duration => inner.Duration;

        public bool IsLive => inner.IsLive;

        public IReadOnlyList<Track> Tracks => inner.Tracks;

        public IEnumerable<Sample> ReadSamples(CancellationToken stop)
        {
            foreach (Sample sample in inner.ReadSamples(stop))
            {
                Assert.Equal(0, Disposals);
                yield return sample;
            }
        }

        public void Dispose()
        {
            Disposals++;
            inner.Dispose();
        }
    }
}
