using System.Diagnostics;
using System.Net.Sockets;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench;

/// <summary>A publisher that sends a feed in real time, each message by itself, as encoders do.</summary>
internal sealed class RtmpPublisher : IDisposable
{
    private readonly Socket _socket;
    private readonly RtmpConnection _connection;
    private readonly RtmpFeed _feed;
    private readonly long[] _sentAt;
    private long _start;
    private int _next;
    private int _sent;

    private RtmpPublisher(RtmpFeed feed, Socket socket, RtmpConnection connection) =>
        (_feed, _socket, _connection, _sentAt) = (feed, socket, connection, new long[feed.Count]);

    /// <summary>How far the publisher was behind its feed at worst: for want of processor time, or of room at the server.</summary>
    public TimeSpan Lag { get; private set; }

    /// <summary>True when the whole feed is sent.</summary>
    public bool IsDone => Volatile.Read(ref _next) == _feed.Count;

    /// <summary>False when the server has hung up.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Connects and publishes.</summary>
    /// <exception cref="InvalidOperationException">The server hung up, or refused it.</exception>
    public static async Task<RtmpPublisher> ConnectAsync(RtmpFeed feed, int port, string name)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port).ConfigureAwait(false);
            return await PublishAsync(feed, socket, port, name).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Starts the clock.</summary>
    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>When a message was sent, as a timestamp of the stopwatch.</summary>
    public long SentAt(int message) => _sentAt[message];

    /// <summary>Sends all that is due.</summary>
    public void SendDue()
    {
        TimeSpan now = Stopwatch.GetElapsedTime(_start, Stopwatch.GetTimestamp());
        while (IsAlive && _next < _feed.Count && _feed.TimeOf(_next) <= now)
        {
            TimeSpan lag = now - _feed.TimeOf(_next);
            Lag = lag > Lag ? lag : Lag;
            ReadOnlySpan<byte> bytes = _feed.BytesOf(_next, _sent);
            int count = _socket.Send(bytes, SocketFlags.None, out SocketError error);
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
    public void Dispose() => _connection.Dispose();

    private static async Task<RtmpPublisher> PublishAsync(RtmpFeed feed, Socket socket, int port, string name)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        await RtmpHandshake.OfferAsync(stream, CancellationToken.None).ConfigureAwait(false);
        var connection = new RtmpConnection(stream, TimeSpan.FromDays(1), TimeProvider.System);
        connection.Output.WriteCommand(0, new Amf0Writer()
            .Text("connect").Number(1).Object().Name("app").Text("live").Name("tcUrl").Text($"rtmp://127.0.0.1:{port}/live").End());
        await HearAsync(connection, "_result").ConfigureAwait(false);
        connection.Output.WriteCommand(0, new Amf0Writer().Text("createStream").Number(2).Null());
        await HearAsync(connection, "_result").ConfigureAwait(false);
        connection.Output.WriteCommand(1, new Amf0Writer().Text("publish").Number(3).Null().Text(name).Text("live"));
        RtmpMessage status = await HearAsync(connection, "onStatus").ConfigureAwait(false);
        if (status.Payload.Span.IndexOf("NetStream.Publish.Start"u8) < 0)
        {
            throw new InvalidOperationException("The server refused to let it publish.");
        }

        socket.Blocking = false;
        return new RtmpPublisher(feed, socket, connection);
    }

    private static async Task<RtmpMessage> HearAsync(RtmpConnection connection, string name)
    {
        while (await connection.ReadAsync(CancellationToken.None).ConfigureAwait(false) is { } message)
        {
            if (message.Type == RtmpMessageType.Command && RtmpCommand.Read(message).Name == name)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"The server hung up; '{name}' was expected.");
    }
}
