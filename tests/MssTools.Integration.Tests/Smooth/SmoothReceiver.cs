using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>
/// A publishing point of the tests' own on a raw socket: it takes what a sender pushes, complains in sentences about every byte that
/// the format does not allow, and misbehaves on request. It knows nothing of the code under test.
/// </summary>
internal sealed class SmoothReceiver : IDisposable
{
    private const int LongestBox = 64 << 20;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<ReceivedFragment> _fragments = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly ConcurrentDictionary<string, string> _headers = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<int, Misbehaviour> _script;
    private int _requests = -1;
    private int _open;
    private int _ends;
    private int _probes;

    /// <summary>Listens on a free port of this machine.</summary>
    /// <param name="script">What it does wrong, by the number of the long POST, from 0.</param>
    public SmoothReceiver(IReadOnlyDictionary<int, Misbehaviour>? script = null)
    {
        _script = script ?? new Dictionary<int, Misbehaviour>();
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the senders did wrong.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The whole fragments, in the order of their coming.</summary>
    public IReadOnlyCollection<ReceivedFragment> Fragments => _fragments;

    /// <summary>The heads of all requests.</summary>
    public IReadOnlyCollection<string> Heads => _heads;

    /// <summary>False while a connection is read: some senders end before all that they sent has been looked at.</summary>
    public bool IsIdle => Volatile.Read(ref _open) == 0;

    /// <summary>How many probes came: POSTs without a body.</summary>
    public int Probes => Volatile.Read(ref _probes);

    /// <summary>How many long POSTs ended as they should: by an empty mfra and the last chunk.</summary>
    public int Ends => Volatile.Read(ref _ends);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private static async Task AnswerAsync(NetworkStream stream, int status, string headers = "")
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\n{headers}Content-Length: 0\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
    }

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken stop)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (line.Length < 8192)
        {
            await stream.ReadExactlyAsync(one, stop);
            line.Append((char)one[0]);
            if (one[0] == '\n')
            {
                string whole = line.ToString();
                return whole.EndsWith("\r\n", StringComparison.Ordinal) ? whole[..^2] : throw new InvalidDataException($"A line ends without CR: {whole}");
            }
        }

        throw new InvalidDataException("A line has more than 8192 bytes.");
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _open);
                _ = ServeAsync(socket).ContinueWith(_ => Interlocked.Decrement(ref _open), TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket closed = socket;
        await using var stream = new NetworkStream(socket);
        try
        {
            while (await ServeRequestAsync(socket, stream))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender went away: an interruption, which is no fault of its format.
        }
        catch (InvalidDataException exception)
        {
            _complaints.Enqueue(exception.Message);
        }
    }

    private async Task<bool> ServeRequestAsync(Socket socket, NetworkStream stream)
    {
        string request = await ReadLineAsync(stream, _stop.Token);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream, _stop.Token) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !headers.TryAdd(line[..colon], line[(colon + 1)..].Trim()))
            {
                throw new InvalidDataException($"A header line is wrong or there twice: {line}");
            }
        }

        _heads.Enqueue(request + "\n" + string.Join('\n', headers.Select(h => $"{h.Key}: {h.Value}")));
        string[] parts = request.Split(' ');
        if (parts is not ["POST", _, "HTTP/1.1"] || !headers.ContainsKey("Host"))
        {
            throw new InvalidDataException($"This is no POST of HTTP/1.1 with a Host: {request}");
        }

        if (headers.GetValueOrDefault("Content-Length") == "0")
        {
            Interlocked.Increment(ref _probes);
            await AnswerAsync(stream, 200);
            return true;
        }

        if (headers.GetValueOrDefault("Transfer-Encoding") != "chunked" || headers.ContainsKey("Content-Length"))
        {
            throw new InvalidDataException($"The body of a POST is not chunked: {_heads.Last()}");
        }

        await TakeBodyAsync(socket, stream, parts[1], headers.ContainsKey("Expect"));
        return false;
    }

    private async Task TakeBodyAsync(Socket socket, NetworkStream stream, string path, bool expects)
    {
        int number = Interlocked.Increment(ref _requests);
        Misbehaviour? wrong = _script.GetValueOrDefault(number);
        int count = 0;
        var check = new IngestCheck(number, Complain, fragment =>
        {
            count++;
            _fragments.Enqueue(fragment);
        });
        switch (wrong)
        {
            case Misbehaviour.Redirect redirect:
                await AnswerAsync(stream, redirect.Status, $"Location: {redirect.Location}\r\n");
                return;
            case Misbehaviour.RefuseEarly early:
                await AnswerAsync(stream, early.Status);
                break;
            case Misbehaviour.Stall stall:
                await Task.Delay(stall.Time, _stop.Token);
                break;
        }

        if (expects && wrong is null)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        }

        var body = new ChunkedBody(stream, (wrong as Misbehaviour.Trickle)?.Pause);
        try
        {
            while (await ReadBoxAsync(body) is { } box)
            {
                check.Take(box);
                CompareHeader(path, check, box);
                if (wrong is Misbehaviour.ResetAfter reset && count >= reset.Fragments)
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            Complain(exception.Message);
            return;
        }

        if (check.IsEnded)
        {
            Interlocked.Increment(ref _ends);
        }
        else
        {
            Complain("The body ends with its last chunk and without an empty mfra.");
        }

        switch (wrong)
        {
            case Misbehaviour.Silent:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                break;
            case Misbehaviour.CloseUnanswered or Misbehaviour.RefuseEarly:
                break;
            default:
                await AnswerAsync(stream, (wrong as Misbehaviour.RefuseLate)?.Status ?? 200);
                break;
        }

        void Complain(string sentence) => _complaints.Enqueue($"POST {number}: {sentence}");
    }

    private void CompareHeader(string path, IngestCheck check, byte[] box)
    {
        if (box.AsSpan(4, 4).SequenceEqual("moov"u8))
        {
            string header = Convert.ToHexString(check.Header);
            if (_headers.GetOrAdd(path, header) != header)
            {
                _complaints.Enqueue($"The header of {path} is another than before.");
            }
        }
    }

    private async Task<byte[]?> ReadBoxAsync(ChunkedBody body)
    {
        byte[] head = new byte[8];
        int first = await body.ReadAsync(head, _stop.Token);
        if (first == 0)
        {
            return null;
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (first < 8 || size is < 8 or > LongestBox)
        {
            throw new InvalidDataException($"A box begins with {Convert.ToHexString(head, 0, first)}.");
        }

        byte[] box = new byte[size];
        head.CopyTo(box, 0);
        int rest = await body.ReadAsync(box.AsMemory(8), _stop.Token);
        return rest == size - 8 ? box : throw new InvalidDataException($"The body ends {size - 8 - rest} bytes before the end of a box.");
    }

    /// <summary>The content of a chunked body.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="pause">Waited after each byte, or null to read at full speed.</param>
    private sealed class ChunkedBody(Stream stream, TimeSpan? pause)
    {
        private long _left;
        private bool _over;

        /// <summary>Fills the buffer; fewer bytes only where the body ends.</summary>
        public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
        {
            int filled = 0;
            while (filled < buffer.Length && await HasChunkAsync(stop))
            {
                int wanted = pause is null ? (int)Math.Min(_left, buffer.Length - filled) : 1;
                await stream.ReadExactlyAsync(buffer.Slice(filled, wanted), stop);
                filled += wanted;
                _left -= wanted;
                if (_left == 0 && await ReadLineAsync(stream, stop) is { Length: > 0 } more)
                {
                    throw new InvalidDataException($"A chunk is followed by {more}.");
                }

                await Task.Delay(pause ?? TimeSpan.Zero, stop);
            }

            return filled;
        }

        private async Task<bool> HasChunkAsync(CancellationToken stop)
        {
            if (_left > 0 || _over)
            {
                return !_over;
            }

            string line = await ReadLineAsync(stream, stop);
            if (!long.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
            {
                throw new InvalidDataException($"The size of a chunk is {line}.");
            }

            _over = _left == 0;
            if (_over && await ReadLineAsync(stream, stop) is { Length: > 0 } trailer)
            {
                throw new InvalidDataException($"The last chunk is followed by {trailer}.");
            }

            return !_over;
        }
    }
}
