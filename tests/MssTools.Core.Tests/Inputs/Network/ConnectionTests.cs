using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Network;

/// <summary>Servers that cut, stall, redirect and talk nonsense.</summary>
public class ConnectionTests
{
    private const string Endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    private static readonly byte[] s_ts = GoldenInput.Bytes("bframes.ts");

    [Theory]
    [InlineData("bframes.ts", typeof(TsReader))]
    [InlineData("bframes.flv", typeof(FlvReader))]
    [InlineData("mp4/fragmented.mp4", typeof(StreamedMp4Reader))]
    public async Task Http_EndlessBody_IsSniffedReadAndLive(string name, Type expected)
    {
        byte[] bytes = GoldenInput.Bytes(name);
        using var server = Http(Endless, bytes);

        using IMediaReader reader = Open($"http://127.0.0.1:{server.Port}/whatever.bin");

        Assert.IsType(expected, reader);
        Assert.True(reader.IsLive);
        List<Sample> samples = await ReadAsync(reader);
        using var file = new TemporaryFile(bytes);
        using IMediaReader same = SourceFactory.Open(file.Path);
        Assert.Equal(
            same.ReadSamples(CancellationToken.None).Select(Show).Order(StringComparer.Ordinal),
            samples.Select(Show).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Http_BodyWithLength_IsAFileAndPaced()
    {
        using var server = Http($"HTTP/1.1 200 OK\r\nContent-Length: {s_ts.Length}\r\n\r\n", s_ts);
        using IMediaReader reader = Open($"http://127.0.0.1:{server.Port}/a.ts");

        Assert.False(reader.IsLive);
    }

    [Fact]
    public async Task Http_BodyThatEndsTooEarly_IsSourceFailedBehindItsSamples()
    {
        using var server = Http($"HTTP/1.1 200 OK\r\nContent-Length: {s_ts.Length}\r\n\r\n", s_ts[..40_000]);
        using IMediaReader reader = Open($"http://127.0.0.1:{server.Port}/a.ts");
        var seen = new List<Sample>();

        MssException failure = await Assert.ThrowsAsync<MssException>(() => ReadAsync(reader, seen));

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.NotEmpty(seen);
    }

    [Fact]
    public async Task Http_Stall_IsSourceFailedAfterTenSeconds()
    {
        using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await LoopbackServer.SendAsync(stream, Endless);
            await stream.WriteAsync(s_ts.AsMemory(0, 40_000), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        var time = new FakeTimeProvider();
        using IMediaReader reader = Open($"http://127.0.0.1:{server.Port}/a.ts", time);

        Task<List<Sample>> reading = ReadAsync(reader);
        MssException failure = await Assert.ThrowsAsync<MssException>(async () =>
        {
            while (!reading.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(10);
            }

            await reading;
        });

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.Contains("nothing came for 10 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_StopWhileItStalls_EndsWithWhatIsThere()
    {
        using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await LoopbackServer.SendAsync(stream, Endless);
            await stream.WriteAsync(s_ts.AsMemory(0, 40_000), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using IMediaReader reader = Open($"http://127.0.0.1:{server.Port}/a.ts");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.NotEmpty(await Task.Run(() => reader.ReadSamples(stop.Token).ToList()).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Http_RedirectAndPassword_AreFollowedAndSent()
    {
        var seen = new List<string>();
        using var server = new LoopbackServer(async (request, stream, stop) =>
        {
            seen.Add(request.Split("\r\n")[0]);
            bool isKnown = request.Contains("Authorization: Basic dXM6cCBX", StringComparison.Ordinal); // us:p W
            await LoopbackServer.SendAsync(stream, request.StartsWith("GET /old ", StringComparison.Ordinal)
                ? "HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                : isKnown ? Endless
                : "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if (isKnown)
            {
                await stream.WriteAsync(s_ts, stop);
            }
        });

        using IMediaReader reader = Open($"http://us:p%20W@127.0.0.1:{server.Port}/old");

        Assert.NotEmpty(await ReadAsync(reader));
        Assert.Contains("GET /new HTTP/1.1", seen);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found", MssError.SourceFailed, "404")]
    [InlineData("HTTP/1.1 503 Busy", MssError.SourceFailed, "503")]
    [InlineData("HTTP/1.1 401 Unauthorized", MssError.AccessDenied, "401")]
    [InlineData("HTTP/1.1 403 Forbidden", MssError.AccessDenied, "403")]
    public void Http_Refusal_TellsTheStatusAndNoPassword(string status, MssError code, string said)
    {
        using var server = Http($"{status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);

        MssException failure = Assert.Throws<MssException>(() => Open($"http://user:secret@127.0.0.1:{server.Port}/a"));

        Assert.Equal(code, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[2J\u0007no HTTP")]
    [InlineData(null)] // 60,000 characters
    public void Http_JunkInPlaceOfAnAnswer_IsToldPlainlyAndShort(string? junk)
    {
        using var server = Http((junk ?? new string('x', 60_000)) + "\r\n\r\n", []);

        MssException failure = Assert.Throws<MssException>(() => Open($"http://127.0.0.1:{server.Port}/live"));

        Assert.Equal(MssError.SourceFailed, failure.Code);
        Assert.InRange(failure.Message.Length, 30, 2000);
        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-VERSION:3\n", "is a playlist")]
    [InlineData("<html>nothing here</html>", "is not MPEG-TS, FLV or fragmented MP4: it starts with '3c68746d6c3e")]
    public void Http_NoMedia_IsUnsupportedAndPointsToFfmpeg(string body, string said)
    {
        using var server = Http(Endless, Encoding.ASCII.GetBytes(body));

        MssException failure = Assert.Throws<MssException>(() => Open($"http://127.0.0.1:{server.Port}/a"));

        Assert.Equal(MssError.Unsupported, failure.Code);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains("ffmpeg:-i", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1/live.m3u8")]
    [InlineData("https://127.0.0.1/live.mpd?token=1")]
    public void Http_Playlist_IsRefusedWithoutAConnection(string source) =>
        Assert.Equal(MssError.Unsupported, Assert.Throws<MssException>(() => Open(source)).Code);

    [Fact]
    public void Tcp_NobodyThere_IsSourceFailed()
    {
        int port;
        using (var server = new LoopbackServer((_, _, _) => Task.CompletedTask))
        {
            port = server.Port;
        }

        Assert.Equal(MssError.SourceFailed, Assert.Throws<MssException>(() => Open($"tcp://127.0.0.1:{port}")).Code);
    }

    [Fact]
    public async Task Tcp_ServerResets_IsSourceFailed()
    {
        using var server = new LoopbackServer(
            async (_, stream, stop) =>
            {
                await stream.WriteAsync(s_ts.AsMemory(0, 40_000), stop);
                await Task.Delay(200, stop);
                stream.Socket.LingerState = new LingerOption(true, 0); // a reset instead of an orderly end
                stream.Socket.Close();
            },
            waitsForRequest: false);
        using IMediaReader reader = Open($"tcp://127.0.0.1:{server.Port}");

        MssException failure = await Assert.ThrowsAsync<MssException>(() => ReadAsync(reader));

        Assert.Equal(MssError.SourceFailed, failure.Code);
    }

    [Fact]
    public async Task Tcp_Listen_IsStoppedWhileNobodyCalls()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => SourceFactory.TryOpen(
            new LocalStreamDefinition { Source = "tcp://127.0.0.1:49321?listen=1" }, TimeProvider.System, stop.Token)));
    }

    private static LoopbackServer Http(string head, byte[] body) => new(async (_, stream, stop) =>
    {
        await LoopbackServer.SendAsync(stream, head);
        await stream.WriteAsync(body, stop);
    });

    private static IMediaReader Open(string source, TimeProvider? time = null) =>
        SourceFactory.TryOpen(new LocalStreamDefinition { Source = source }, time ?? TimeProvider.System, CancellationToken.None)!;

    private static Task<List<Sample>> ReadAsync(IMediaReader reader, List<Sample>? seen = null) => Task.Run(() =>
    {
        seen ??= [];
        seen.AddRange(reader.ReadSamples(CancellationToken.None).Select(sample => sample));
        return seen;
    }).WaitAsync(TimeSpan.FromSeconds(30));

    private static string Show(Sample s) =>
        $"{s.Track.Kind} {s.DecodeTime} {s.Duration} {s.CompositionOffset} {s.IsSync} {Convert.ToHexString(s.Data.ToMemory().Span)}";
}
