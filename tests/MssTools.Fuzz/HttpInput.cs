using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MssTools.Core;

namespace MssTools.Fuzz;

/// <summary>
/// Sends bytes to an origin in this process, then a last request, and reads what comes. An answer of 500, one that breaks off,
/// one with what may not be served, or a connection that does not end is a finding.
/// </summary>
internal sealed class HttpInput
{
    private const string Version = "HTTP/1.1 ";

    /// <summary>The last request: whatever stands before it, the server closes the connection behind it, or hears a head that goes on.</summary>
    private static readonly byte[] s_last = "GET /small.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray();

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_hold = TimeSpan.FromMilliseconds(100);

    private readonly int _port;
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Starts the origin.</summary>
    /// <param name="media">A recording with a picture, of some seconds.</param>
    public HttpInput(string media)
    {
        var engine = new MssEngine(TimeProvider.System);
        Root = new HttpRoot(engine, Path.Join(Path.GetTempPath(), $"MssTools.Fuzz.{Environment.ProcessId}.http"), media);
        _port = engine.StartServer(new ServerDefinition { Root = Root.Folder, Port = 0, HoldLimit = s_hold }).Port;
    }

    /// <summary>What is served.</summary>
    public HttpRoot Root { get; }

    /// <summary>How many answers of each kind there were.</summary>
    public SortedDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Sends one input.</summary>
    /// <exception cref="MssException">The server answered that it is no HTTP.</exception>
    /// <exception cref="InvalidDataException">An answer is one that may not be.</exception>
    public void Consume(byte[] input)
    {
        (string answers, bool isReset) = Exchange(input);
        if (answers.Contains(HttpRoot.Secret, StringComparison.Ordinal) || answers.Contains("root:x:0", StringComparison.Ordinal))
        {
            throw new InvalidDataException("An answer has what may not be served.");
        }

        if (answers.Length == 0)
        {
            Count(isReset ? "reset" : "closed without a word");
        }

        bool mayHaveNoBody = Encoding.Latin1.GetString(input).Contains("HEAD", StringComparison.Ordinal);
        bool isHttp2 = input.AsSpan().StartsWith("PRI * HTTP/2.0\r\n"u8); // Kestrel says in HTTP/2 that it is not spoken here
        string last = "";
        for (int at = 0; at < answers.Length;)
        {
            int end = answers.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            if (end < 0 || !answers.AsSpan(at).StartsWith(Version))
            {
                Expect(isReset || isHttp2, "something that is no answer", answers, at);
                break;
            }

            last = answers.Substring(at + Version.Length, 3);
            Count(last);
            Expect(last != "500", "an answer of 500", answers, at);
            int body = LengthOf(answers[at..end], last);
            at = end + 4;
            bool isHead = mayHaveNoBody && (at == answers.Length || answers.AsSpan(at).StartsWith(Version));
            Expect(isReset || isHead || body <= answers.Length - at, "an answer that breaks off", answers, at);
            at += isHead ? 0 : body;
        }

        if (last == "400")
        {
            throw new MssException(MssError.MalformedInput, "The server closed the connection.");
        }
    }

    private void Count(string kind) => Answers[kind] = Answers.GetValueOrDefault(kind) + 1;

    private static int LengthOf(string head, string status)
    {
        const string Field = "\r\nContent-Length: ";
        int field = head.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
        return field < 0 || status == "304" ? 0 : int.Parse(head[(field + Field.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    private static void Expect(bool isSo, string otherwise, string answers, int at)
    {
        if (!isSo)
        {
            throw new InvalidDataException($"There is {otherwise} at {at}: {answers[Math.Max(0, at - 300)..Math.Min(answers.Length, at + 100)]}");
        }
    }

    // Gives what was answered, and whether the connection broke: unread input does that, and takes the end of an answer with it.
    private (string Answers, bool IsReset) Exchange(byte[] input)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendTimeout = (int)s_patience.TotalMilliseconds,
            LingerState = new LingerOption(true, 0),
        };
        socket.Connect(IPAddress.Loopback, _port);
        var answers = new StringBuilder();
        try
        {
            socket.Send([.. input, .. s_last]);
            bool isWaiting = Hear(socket, answers, s_silence);
            if (isWaiting)
            {
                Count("waited for more");
                socket.Shutdown(SocketShutdown.Send); // which breaks off what is being answered, too
                if (Hear(socket, answers, s_patience))
                {
                    throw new TimeoutException("The connection does not end when the client has ended it.");
                }
            }

            return (answers.ToString(), isWaiting);
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            return (answers.ToString(), true);
        }
    }

    // Reads to the end; true where nothing comes for too long.
    private bool Hear(Socket socket, StringBuilder answers, TimeSpan silence)
    {
        while (socket.Poll(silence, SelectMode.SelectRead))
        {
            int count = socket.Receive(_buffer);
            if (count == 0)
            {
                return false;
            }

            answers.Append(Encoding.Latin1.GetString(_buffer, 0, count));
        }

        return true;
    }
}
