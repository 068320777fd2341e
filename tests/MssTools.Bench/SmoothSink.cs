using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Bench;

/// <summary>A publishing point of every name that takes what comes, throws it away, and counts the fragments.</summary>
internal sealed class SmoothSink : IDisposable
{
    private const int BoxHeader = 8;
    private const int TracksOfAStream = 2;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, int> _moofs = new();

    /// <summary>Listens.</summary>
    public SmoothSink()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many fragments of pictures a point has received: each comes with one of sound.</summary>
    public int FragmentsOf(string name) => _moofs.GetValueOrDefault($"/{name}.isml") / TracksOfAStream;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync().ConfigureAwait(false));
            }
        }
        catch (Exception end) when (end is ObjectDisposedException or SocketException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var input = new BufferedStream(client.GetStream(), 64 * 1024);
            try
            {
                while (await ReadLineAsync(input).ConfigureAwait(false) is { Length: > 0 } request)
                {
                    bool isChunked = false;
                    while (await ReadLineAsync(input).ConfigureAwait(false) is { Length: > 0 } header)
                    {
                        isChunked |= header.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
                    }

                    if (isChunked)
                    {
                        string target = request.Split(' ')[1];
                        await TakeAsync(input, target[..target.LastIndexOf('/')]).ConfigureAwait(false);
                    }

                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
                }
            }
            catch (IOException)
            {
                // The sender has gone.
            }
        }
    }

    private async Task TakeAsync(BufferedStream input, string point)
    {
        byte[] buffer = new byte[64 * 1024];
        byte[] header = new byte[BoxHeader];
        int known = 0; // bytes of the next box's header
        long left = 0; // bytes of the box
        while (long.Parse(await ReadLineAsync(input).ConfigureAwait(false) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var chunk)
        {
            while (chunk > 0)
            {
                int count = await input.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, chunk))).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                chunk -= count;
                for (int at = 0; at < count;)
                {
                    if (left > 0)
                    {
                        int step = (int)Math.Min(left, count - at);
                        (left, at) = (left - step, at + step);
                        continue;
                    }

                    header[known++] = buffer[at++];
                    if (known == BoxHeader)
                    {
                        left = Note(header, point) - BoxHeader;
                        known = 0;
                    }
                }
            }

            await ReadLineAsync(input).ConfigureAwait(false);
        }
    }

    private long Note(ReadOnlySpan<byte> header, string point)
    {
        if (header[4..].SequenceEqual("moof"u8))
        {
            _moofs.AddOrUpdate(point, 1, static (_, count) => count + 1);
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header);
    }

    private static async Task<string?> ReadLineAsync(BufferedStream input)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await input.ReadAsync(one).ConfigureAwait(false) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
