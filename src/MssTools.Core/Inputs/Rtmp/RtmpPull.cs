using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Plays a stream of an RTMP server (Adobe RTMP 1.0, 7.2): connect, createStream, play, and then its tags.</summary>
internal sealed class RtmpPull : IDisposable
{
    private const double Connecting = 1;
    private const double CreatingStream = 2;
    private const double LiveOrRecorded = -2000;
    private const uint BufferMs = 3000;

    private readonly RtmpAddress _address;
    private readonly RtmpConnection _connection;
    private readonly Queue<FlvTag> _split = new();
    private bool _isOver;

    private RtmpPull(RtmpAddress address, RtmpConnection connection) => (_address, _connection) = (address, connection);

    /// <summary>Bytes that came so far. Any thread may look.</summary>
    public long Received => _connection.BytesReceived;

    /// <summary>Connects and asks for the stream, which begins when the server has it.</summary>
    /// <exception cref="MssException">SourceFailed: no connection, or the server refused.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<RtmpPull> OpenAsync(RtmpAddress address, TimeProvider time, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(NetworkPatience.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RtmpConnection? connection = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, either.Token).ConfigureAwait(false);
            Stream stream = await OpenStreamAsync(socket, address, either.Token).ConfigureAwait(false);
            await RtmpHandshake.OfferAsync(stream, either.Token).ConfigureAwait(false);
            connection = new RtmpConnection(stream, NetworkPatience.Silence, time);
            var pull = new RtmpPull(address, connection);
            pull.Connect();
            await connection.FlushAsync(either.Token).ConfigureAwait(false);
            return pull;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Close();
            throw Failed(address, $"no answer within {NetworkPatience.Silence.TotalSeconds} s", null);
        }
        catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException)
        {
            Close();
            throw Failed(address, failure.Message, failure);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            connection?.Dispose(); // its watch would go on for ever
            socket.Dispose();
        }
    }

    /// <summary>The next tag, or null at the end of the stream.</summary>
    /// <exception cref="MssException">SourceFailed, TimedOut or MalformedInput.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async ValueTask<FlvTag?> ReadAsync(CancellationToken stop)
    {
        FlvTag tag;
        while (!_split.TryDequeue(out tag))
        {
            if (_isOver || await _connection.ReadAsync(stop).ConfigureAwait(false) is not { } message)
            {
                return null;
            }

            Take(message);
        }

        return tag;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static async Task<Stream> OpenStreamAsync(Socket socket, RtmpAddress address, CancellationToken stop)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (!address.IsSecure)
        {
            return plain;
        }

        var secure = new SslStream(plain);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = address.Host }, stop).ConfigureAwait(false);
        return secure;
    }

    private static MssException Failed(RtmpAddress address, string reason, Exception? failure) => new(
        MssError.SourceFailed,
        $"The stream of '{address.Application}' cannot be pulled from {address.Host}:{address.Port}: {reason}.",
        "Check the address, and that the server has the stream.",
        failure);

    private void Connect()
    {
        const int AllAudioCodecs = 0x0FFF;
        const int AllVideoCodecs = 0x00FF;
        _connection.Output.WriteCommand(0, new Amf0Writer()
            .Text("connect").Number(Connecting)
            .Object()
            .Name("app").Text(_address.Application)
            .Name("flashVer").Text("LNX 9,0,124,2")
            .Name("tcUrl").Text(_address.ServerUri)
            .Name("fpad").Boolean(false)
            .Name("capabilities").Number(15)
            .Name("audioCodecs").Number(AllAudioCodecs)
            .Name("videoCodecs").Number(AllVideoCodecs)
            .Name("videoFunction").Number(1)
            .End());
    }

    private void Take(RtmpMessage message)
    {
        switch (message.Type)
        {
            case RtmpMessageType.Aggregate:
                foreach (FlvTag tag in AggregateMessage.Split(message))
                {
                    _split.Enqueue(tag);
                }

                break;
            case RtmpMessageType.Command or RtmpMessageType.CommandAmf3:
                Hear(message);
                break;
            case var _ when message.ToTag() is { } tag:
                _split.Enqueue(tag);
                break;
            default:
                break; // the begin and end of streams, which status commands tell as well
        }
    }

    private void Hear(RtmpMessage message)
    {
        RtmpCommand command = RtmpCommand.Read(message);
        switch (command.Name)
        {
            case "_result" when command.Transaction == Connecting:
                CreateStream();
                break;
            case "_result" when command.Transaction == CreatingStream:
                command.Arguments.Skip();
                Play((uint)(command.Arguments.ReadNumber() ?? 1));
                break;
            case "_error" when command.Transaction is Connecting or CreatingStream:
                command.Arguments.Skip();
                throw Failed(_address, ReadInfo(ref command.Arguments).Text, null);
            case "onStatus":
                command.Arguments.Skip();
                Heed(ReadInfo(ref command.Arguments));
                break;
            case "close":
                _isOver = true;
                break;
            default:
                break; // onFCSubscribe, onBWDone
        }
    }

    private void Heed((string Level, string Code, string Text) status)
    {
        switch (status.Code)
        {
            case "NetStream.Play.UnpublishNotify" or "NetStream.Play.Stop" or "NetStream.Play.Complete":
                _isOver = true;
                break;
            case var _ when status.Level == "error":
                throw Failed(_address, status.Text, null);
            default:
                break;
        }
    }

    private void CreateStream()
    {
        _connection.AnnounceWindow();
        _connection.Output.WriteCommand(0, new Amf0Writer().Text("createStream").Number(CreatingStream).Null());

        // Edge servers of some networks give only streams that were subscribed to; others ignore it.
        _connection.Output.WriteCommand(0, new Amf0Writer().Text("FCSubscribe").Number(0).Null().Text(_address.Stream));
    }

    private void Play(uint streamId)
    {
        _connection.Output.WriteCommand(
            streamId, new Amf0Writer().Text("play").Number(0).Null().Text(_address.Stream).Number(LiveOrRecorded));
        _connection.Output.WriteUserControl(UserControlEvent.SetBufferLength, streamId, BufferMs);
    }

    private static (string Level, string Code, string Text) ReadInfo(ref Amf0Reader values)
    {
        string level = "";
        string code = "";
        string description = "";
        if (values.TryEnterObject())
        {
            while (values.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                if (property.SequenceEqual("level"u8))
                {
                    level = values.ReadText() ?? "";
                }
                else if (property.SequenceEqual("code"u8))
                {
                    code = values.ReadText() ?? "";
                }
                else if (property.SequenceEqual("description"u8))
                {
                    description = values.ReadText() ?? "";
                }
                else
                {
                    values.Skip();
                }
            }
        }

        return (level, code, description.Length > 0 ? $"{code}: {description.TrimEnd('.')}" : code);
    }
}
