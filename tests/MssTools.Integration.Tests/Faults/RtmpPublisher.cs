using System.Buffers.Binary;
using System.Net.Sockets;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Integration.Tests.Faults;

/// <summary>Publishes a test encoder's samples over RTMP.</summary>
internal sealed class RtmpPublisher : IDisposable
{
    private const int ChunkStreamOfVideo = 6;
    private const int ChunkStreamOfAudio = 4;

    private readonly RtmpConnection _connection;
    private readonly Socket _socket;
    private bool _hasOtherPicture;

    private RtmpPublisher(RtmpConnection connection, Socket socket) => (_connection, _socket) = (connection, socket);

    /// <summary>Connects, publishes under a key, and sends the decoder configurations.</summary>
    /// <exception cref="MssException">The server refused, or the connection broke.</exception>
    public static async Task<RtmpPublisher> ConnectAsync(int port, string key, TestEncoder encoder)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await RtmpHandshake.OfferAsync(stream, CancellationToken.None);
        var publisher = new RtmpPublisher(new RtmpConnection(stream, TimeSpan.FromMinutes(1), TimeProvider.System), socket);
        publisher.Say(0, new Amf0Writer()
            .Text("connect").Number(1).Object().Name("app").Text("live").Name("tcUrl").Text("rtmp://127.0.0.1/live").End());
        await publisher.HearAsync("_result");
        publisher.Say(0, new Amf0Writer().Text("createStream").Number(2).Null());
        await publisher.HearAsync("_result");
        publisher.Say(1, new Amf0Writer().Text("publish").Number(3).Null().Text(key).Text("live"));
        await publisher.HearAsync("onStatus");
        publisher._hasOtherPicture = encoder.HasOtherPicture;
        publisher.Configure();
        await publisher.FlushAsync();
        return publisher;
    }

    /// <summary>Sends all that the encoder has until a moment of the channel.</summary>
    /// <exception cref="MssException">The connection is lost.</exception>
    public async Task SendAsync(TestEncoder encoder, TimeSpan moment)
    {
        foreach (EncodedSample sample in encoder.Until(moment))
        {
            if (encoder.HasOtherPicture != _hasOtherPicture && sample is { Mark.IsVideo: true, IsSync: true })
            {
                _hasOtherPicture = encoder.HasOtherPicture;
                Configure();
            }

            Send(sample);
        }

        await FlushAsync();
    }

    /// <summary>Sends a sample; it goes out with the next flush.</summary>
    public void Send(EncodedSample sample)
    {
        uint timestamp = unchecked((uint)(long)sample.Timestamp.TotalMilliseconds);
        byte[] mark = sample.Mark.ToBytes();
        if (sample.Mark.IsVideo)
        {
            byte[] tag = [(byte)(sample.IsSync ? 0x17 : 0x27), 1, 0, 0, 0, 0, 0, 0, 0, (byte)(sample.IsSync ? 0x65 : 0x41), .. mark];
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(5), mark.Length + 1);
            Write(RtmpMessageType.Video, timestamp, tag);
        }
        else
        {
            Write(RtmpMessageType.Audio, timestamp, [0xaf, 1, .. mark]);
        }
    }

    /// <summary>Sends what was written.</summary>
    public Task FlushAsync() => _connection.FlushAsync(CancellationToken.None).AsTask();

    /// <summary>Breaks the connection off with a reset.</summary>
    public void Abort()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose() => _connection.Dispose();

    private void Configure()
    {
        Write(RtmpMessageType.Video, 0, TestParameters.AvcHeader(_hasOtherPicture));
        Write(RtmpMessageType.Audio, 0, TestParameters.AacHeader);
    }

    private void Write(RtmpMessageType type, uint timestamp, byte[] payload) => _connection.Output.Write(
        type == RtmpMessageType.Video ? ChunkStreamOfVideo : ChunkStreamOfAudio, new RtmpMessage(type, 1, timestamp, payload));

    private void Say(uint stream, Amf0Writer values) => _connection.Output.WriteCommand(stream, values);

    private async Task HearAsync(string name)
    {
        using var limit = new CancellationTokenSource(Patience.Of(20));
        while (await _connection.ReadAsync(limit.Token) is { } message)
        {
            if (message.Type == RtmpMessageType.Command)
            {
                RtmpCommand command = RtmpCommand.Read(message);
                if (command.Name == name)
                {
                    return;
                }
            }
        }

        throw new MssException(MssError.SourceFailed, $"The server hung up before '{name}'.");
    }
}
