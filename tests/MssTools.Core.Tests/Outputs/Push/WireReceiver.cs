using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MssTools.Core.Tests.Outputs.Push;

/// <summary>What a receiver does with a long POST, by its number from 0.</summary>
/// <param name="Status">The answer; 0: the connection is reset, -1: nothing ever.</param>
/// <param name="AfterFragments">How many fragments it reads before; null: all.</param>
/// <param name="ReadsOn">Whether it goes on reading after an early answer.</param>
/// <param name="BytesPerSecond">How slowly it reads; 0: at full speed.</param>
/// <param name="Location">Where a redirect of the probe leads.</param>
internal sealed record Behaviour(int Status = 200, int? AfterFragments = null, bool ReadsOn = false, int BytesPerSecond = 0, string? Location = null);

/// <summary>
/// A publishing point that is written from [MS-SSTR] and RFC 9112 alone and uses nothing of the packager: it takes every byte apart
/// and complains of whatever is not as it must be.
/// </summary>
internal sealed class WireReceiver : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, string, Behaviour> _behave;
    private readonly X509Certificate2? _certificate;
    private int _posts;

    public WireReceiver(Func<int, string, Behaviour>? behave = null, X509Certificate2? certificate = null)
    {
        (_behave, _certificate) = (behave ?? ((_, _) => new Behaviour()), certificate);
        _listener.Server.ReceiveBufferSize = 16 * 1024; // what is slow shows soon
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Method and target of each request, with its headers.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What each long POST brought.</summary>
    public ConcurrentQueue<ReceivedStream> Streams { get; } = [];

    /// <summary>All that was not as it must be.</summary>
    public IEnumerable<string> Complaints => Streams.SelectMany(stream => stream.Complaints);

    /// <summary>Decides about empty POSTs.</summary>
    public Func<string, Behaviour> Probe { get; init; } = _ => new Behaviour();

    public Uri Point(string path = "live.isml") => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                using var input = new BufferedStream(stream, 16 * 1024);
                string head = await ReadHeadAsync(input);
                Requests.Enqueue(head);
                if (head.Contains("Content-Length: 0", StringComparison.Ordinal))
                {
                    await AnswerAsync(stream, Probe(head));
                    return;
                }

                var received = new ReceivedStream(head);
                Behaviour behaviour = _behave(Interlocked.Increment(ref _posts) - 1, head);
                Streams.Enqueue(received);
                if (head.Contains("Expect: 100-continue", StringComparison.Ordinal))
                {
                    await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
                }

                await TakeAsync(input, received, behaviour);
                if (behaviour.Status == 0)
                {
                    client.Client.LingerState = new LingerOption(true, 0);
                    return;
                }

                if (behaviour.Status > 0)
                {
                    await AnswerAsync(stream, behaviour);
                }

                if (behaviour.ReadsOn)
                {
                    await input.CopyToAsync(Stream.Null, _stop.Token);
                }
                else if (behaviour.Status < 0)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception end) when (end is IOException or OperationCanceledException or SocketException)
            {
                // The sender has gone, or the test is over.
            }
        }
    }

    private async Task TakeAsync(BufferedStream input, ReceivedStream received, Behaviour behaviour)
    {
        while (behaviour.AfterFragments is not { } most || received.Fragments.Count < most)
        {
            string line = await ReadLineAsync(input);
            if (!int.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size))
            {
                received.Complain($"'{line}' is no size of a chunk");
                return;
            }

            byte[] chunk = new byte[size];
            for (int at = 0; at < size;)
            {
                int count = await input.ReadAsync(chunk.AsMemory(at, behaviour.BytesPerSecond > 0 ? 1 : size - at), _stop.Token);
                if (count == 0)
                {
                    received.IsCut = true;
                    throw new IOException("cut");
                }

                at += count;
                if (behaviour.BytesPerSecond > 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1.0 / behaviour.BytesPerSecond), _stop.Token);
                }
            }

            if (await ReadLineAsync(input) is not "")
            {
                received.Complain("a chunk is not followed by an empty line");
            }

            if (size == 0)
            {
                received.End();
                return;
            }

            received.Add(chunk);
        }
    }

    private static Task AnswerAsync(Stream stream, Behaviour behaviour) => stream.WriteAsync(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {behaviour.Status} Words\r\n{(behaviour.Location is null ? "" : $"Location: {behaviour.Location}\r\n")}Content-Length: 0\r\nConnection: close\r\n\r\n")).AsTask();

    private static async Task<string> ReadHeadAsync(BufferedStream input)
    {
        var head = new StringBuilder();
        while (await ReadLineAsync(input) is { Length: > 0 } line)
        {
            head.Append(line).Append('\n');
        }

        return head.ToString();
    }

    private static async Task<string> ReadLineAsync(BufferedStream input)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await input.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : throw new IOException("a line ends without CR");
            }

            line.Append((char)one[0]);
        }

        throw new IOException("cut");
    }
}
