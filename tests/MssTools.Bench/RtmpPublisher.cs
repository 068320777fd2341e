using System.Net.Sockets;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench;

/// <summary>Connects publishers over RTMP.</summary>
internal static class RtmpPublisher
{
    /// <summary>Connects and publishes.</summary>
    /// <exception cref="InvalidOperationException">The server hung up, or refused it.</exception>
    public static async Task<Publisher> ConnectAsync(RtmpFeed feed, int port, string name)
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

    private static async Task<Publisher> PublishAsync(RtmpFeed feed, Socket socket, int port, string name)
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
        return new Publisher(feed, socket, connection);
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
