using System.Net.Sockets;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

/// <summary>An encoder that does what a test tells it.</summary>
internal sealed class TestEncoder : IDisposable
{
    public const uint Stream = 1;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly RtmpConnection _connection;

    private readonly NetworkStream _stream;

    private TestEncoder(NetworkStream stream) =>
        (_stream, _connection) = (stream, new RtmpConnection(stream, s_limit, TimeProvider.System));

    /// <summary>What the latest answer said for people.</summary>
    public string Description { get; private set; } = "";

    public ChunkWriter Output => _connection.Output;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<TestEncoder> ConnectAsync(int port)
    {
        NetworkStream stream = Dial(port);
        await RtmpHandshake.OfferAsync(stream, CancellationToken.None);
        return new TestEncoder(stream);
    }

    /// <summary>A bare connection.</summary>
    public static NetworkStream Dial(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects, and publishes under a key; gives the status that it is told.</summary>
    public static async Task<(TestEncoder Encoder, string Status)> PublishAsync(int port, string key, string application = "live")
    {
        TestEncoder encoder = await ConnectAsync(port);
        encoder.SayConnect(application);
        string answer = await encoder.HearAsync();
        if (answer != "_result NetConnection.Connect.Success")
        {
            return (encoder, answer);
        }

        encoder.Say(0, new Amf0Writer().Text("releaseStream").Number(2).Null().Text(key));
        encoder.Say(0, new Amf0Writer().Text("FCPublish").Number(3).Null().Text(key));
        encoder.Say(0, new Amf0Writer().Text("createStream").Number(4).Null());
        Assert.Equal(["_result ", "_result ", "_result "], [await encoder.HearAsync(), await encoder.HearAsync(), await encoder.HearAsync()]);
        encoder.Say(Stream, new Amf0Writer().Text("publish").Number(5).Null().Text(key).Text("live"));
        return (encoder, await encoder.HearAsync());
    }

    public void SayConnect(string application, string program = "FMLE/3.0 (test)") => Say(0, new Amf0Writer()
        .Text("connect").Number(1).Object()
        .Name("app").Text(application).Name("type").Text("nonprivate").Name("flashVer").Text(program)
        .Name("fourCcList").Object().Name("0").Text("avc1").End() // Enhanced RTMP; an array there, but passed over alike
        .Name("tcUrl").Text($"rtmp://127.0.0.1/{application}").End());

    public void Say(uint stream, Amf0Writer values) => Output.WriteCommand(stream, values);

    /// <summary>A picture or a header of it.</summary>
    public void Video(uint timestamp, string hex) =>
        Output.Write(6, new RtmpMessage(RtmpMessageType.Video, Stream, timestamp, Convert.FromHexString(hex)));

    /// <summary>What encoders tell of their tracks before they send them.</summary>
    public void Metadata(RtmpMessageType type = RtmpMessageType.Data) => Output.Write(4, new RtmpMessage(type, Stream, 0, (byte[])[
        .. type == RtmpMessageType.DataAmf3 ? new byte[1] : [],
        .. new Amf0Writer().Text("@setDataFrame").Text("onMetaData").Object()
            .Name("encoder").Text("test").Name("videocodecid").Number(7).Name("audiocodecid").Number(10).End().Written]));

    /// <summary>A frame of sound or its header.</summary>
    public void Audio(uint timestamp, string hex) =>
        Output.Write(5, new RtmpMessage(RtmpMessageType.Audio, Stream, timestamp, Convert.FromHexString(hex)));

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    public Task FlushAsync() => _connection.FlushAsync(CancellationToken.None).AsTask();

    /// <summary>The next command from the server, as its name and code; "closed" where none comes.</summary>
    public async Task<string> HearAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            while (await _connection.ReadAsync(limit.Token) is { } message)
            {
                if (message.Type == RtmpMessageType.Command)
                {
                    return Describe(message);
                }
            }
        }
        catch (MssException)
        {
            // The server hung up while we were still talking.
        }

        return "closed";
    }

    public void Dispose() => _connection.Dispose();

    private string Describe(RtmpMessage message)
    {
        RtmpCommand command = RtmpCommand.Read(message);
        string code = "";
        while (!command.Arguments.IsAtEnd)
        {
            if (command.Arguments.TryEnterObject())
            {
                while (command.Arguments.TryReadProperty(out ReadOnlySpan<byte> property))
                {
                    if (property.SequenceEqual("code"u8))
                    {
                        code = command.Arguments.ReadText()!;
                    }
                    else if (property.SequenceEqual("description"u8))
                    {
                        Description = command.Arguments.ReadText()!;
                    }
                    else
                    {
                        command.Arguments.Skip();
                    }
                }
            }
        }

        return $"{command.Name} {code}";
    }
}
