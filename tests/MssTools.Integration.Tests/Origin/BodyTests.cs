using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Bodies reach the client whole, whichever way they take: from memory, by sendfile, or copied through TLS.</summary>
public sealed class BodyTests
{
    private static readonly int[] s_sizes = [0, 1, 4095, 4096, 50_000, 256 * 1024, 256 * 1024 + 1, 2_000_000, 20_000_003];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public async Task Get_FilesOfAllSizes_AreWhole(bool tls, int version)
    {
        using X509Certificate2 certificate = SelfSigned.Create();
        using var served = new ServedGroup(d => d with { Certificate = tls ? certificate : null });
        using HttpClient client = Trusting(certificate, served.Server.Url, new Version(version, version == 1 ? 1 : 0));
        foreach (int size in s_sizes)
        {
            byte[] file = Write(served, $"{size}.mp4", size);

            Assert.Equal(file, await client.GetByteArrayAsync(new Uri($"{size}.mp4", UriKind.Relative)));
        }
    }

    [Theory]
    [InlineData(50_000, 10, 40_000)]
    [InlineData(2_000_000, 4_096, 1_000_000)]
    [InlineData(20_000_003, 19_000_000, 1_000_003)]
    public async Task Get_Range_IsThatStretch(int size, int offset, int length)
    {
        using var served = new ServedGroup();
        byte[] file = Write(served, "file.mp4", size);

        using HttpResponseMessage response = await served.GetAsync("file.mp4", ("Range", $"bytes={offset}-{offset + length - 1}"));

        Assert.Equal(file[offset..(offset + length)], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_Pipelined_IsAnsweredInOrder()
    {
        using var served = new ServedGroup();
        byte[] small = Write(served, "small.mp4", 3000);
        byte[] large = Write(served, "large.mp4", 1_000_000);
        string[] names = ["small.mp4", "large.mp4", "none.mp4", "small.mp4", "large.mp4"];

        string answer = await RawClient.SendAsync(
            served.Server.Port,
            string.Concat(names.Select((n, i) => $"GET /{n} HTTP/1.1\r\nHost: a\r\n{(i == names.Length - 1 ? "Connection: close\r\n" : "")}\r\n")),
            Patience.Of(20));

        int at = 0;
        foreach (byte[] body in new[] { small, large, "404 NotFound\n"u8.ToArray(), small, large })
        {
            int start = answer.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 4;
            Assert.True(Encoding.Latin1.GetBytes(answer.Substring(start, body.Length)).AsSpan().SequenceEqual(body));
            at = start + body.Length;
        }

        Assert.Equal(answer.Length, at);
    }

    [Fact]
    public async Task Get_ClientLeavesInTheMiddle_ServerGoesOn()
    {
        using var served = new ServedGroup();
        byte[] file = Write(served, "large.mp4", 20_000_000);
        for (int i = 0; i < 50; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, served.Server.Port);
            await client.GetStream().WriteAsync("GET /large.mp4 HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await client.GetStream().ReadExactlyAsync(new byte[100]);
        }

        Assert.Equal(file, await served.Client.GetByteArrayAsync(new Uri("large.mp4", UriKind.Relative)));
    }

    [Fact]
    public async Task SlowClients_AThousand_DoNotStopOthers()
    {
        const int Half = 500;
        using var served = new ServedGroup();
        Write(served, "large.mp4", 2_000_000);
        var slow = new List<Socket>();
        try
        {
            for (int i = 0; i < 2 * Half; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                slow.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, served.Server.Port);
                await socket.SendAsync(i < Half ? "GET /large.mp4 HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray() : "GET / HTTP/1.1\r\nHost: a\r\nX: "u8.ToArray());
            }

            using var limit = new CancellationTokenSource(Patience.Of(10));
            for (int i = 0; i < 100; i++)
            {
                Assert.NotEmpty(await served.Client.GetByteArrayAsync(new Uri(served.FileUrl(i % 10), UriKind.Relative), limit.Token));
            }

            Assert.InRange(served.Now.Connections, 2 * Half, 2 * Half + 10);
        }
        finally
        {
            slow.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_AreClosed()
    {
        using var served = new ServedGroup(d => d with { MaxConnections = 2 });
        using var first = new TcpClient();
        using var second = new TcpClient();
        foreach (TcpClient client in new[] { first, second })
        {
            await client.ConnectAsync(IPAddress.Loopback, served.Server.Port);
            await client.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await client.GetStream().ReadExactlyAsync(new byte[1]);
        }

        Assert.Equal("", await RawClient.SendAsync(served.Server.Port, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", TimeSpan.FromSeconds(5)));
    }

    private static byte[] Write(ServedGroup served, string name, int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(Path.Join(served.Root, name), bytes);
        return bytes;
    }

    private static HttpClient Trusting(X509Certificate2 certificate, string url, Version version) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.Thumbprint,
        },
    })
    {
        BaseAddress = new Uri(url),
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
