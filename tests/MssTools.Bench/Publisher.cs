using System.Diagnostics;
using System.Net.Sockets;

namespace MssTools.Bench;

/// <summary>Sends a feed in real time, each message by itself, as encoders do.</summary>
/// <param name="feed">What to send.</param>
/// <param name="socket">Where to; it does not block.</param>
/// <param name="connection">What owns the socket; disposed with the publisher.</param>
internal sealed class Publisher(PacedFeed feed, Socket socket, IDisposable connection) : IDisposable
{
    private readonly long[] _sentAt = new long[feed.Count];
    private long _start;
    private int _next;
    private int _sent;

    /// <summary>What it sends.</summary>
    public PacedFeed Feed => feed;

    /// <summary>How far the publisher was behind its feed at worst: for want of processor time, or of room at the server.</summary>
    public TimeSpan Lag { get; private set; }

    /// <summary>True when the whole feed is sent.</summary>
    public bool IsDone => Volatile.Read(ref _next) == feed.Count;

    /// <summary>False when the server has hung up.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Starts the clock.</summary>
    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>When a message was sent, as a timestamp of the stopwatch.</summary>
    public long SentAt(int message) => _sentAt[message];

    /// <summary>Sends all that is due.</summary>
    public void SendDue()
    {
        TimeSpan now = Stopwatch.GetElapsedTime(_start, Stopwatch.GetTimestamp());
        while (IsAlive && _next < feed.Count && feed.TimeOf(_next) <= now)
        {
            TimeSpan lag = now - feed.TimeOf(_next);
            Lag = lag > Lag ? lag : Lag;
            ReadOnlySpan<byte> bytes = feed.BytesOf(_next, _sent);
            int count = socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                IsAlive = false;
                return;
            }

            _sent += count;
            if (count < bytes.Length)
            {
                return;
            }

            _sentAt[_next] = Stopwatch.GetTimestamp();
            _sent = 0;
            _next++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
