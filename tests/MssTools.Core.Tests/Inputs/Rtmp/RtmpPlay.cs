using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Core.Tests.Inputs.Rtmp;

/// <summary>The server's side of a pull: metadata that announce a picture, one frame of sound, and the end.</summary>
internal static class RtmpPlay
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public static async Task ServeAsync(Stream stream, CancellationToken stop)
    {
        await RtmpHandshake.AcceptAsync(stream, stop);
        using var connection = new RtmpConnection(stream, s_limit, TimeProvider.System);
        bool isOver = false;
        while (!isOver && await connection.ReadAsync(stop) is { } message)
        {
            isOver = message.Type == RtmpMessageType.Command && Answer(message, connection.Output);
        }

        await connection.FlushAsync(stop);
    }

    // True when all was said.
    private static bool Answer(RtmpMessage message, ChunkWriter output)
    {
        RtmpCommand command = RtmpCommand.Read(message);
        switch (command.Name)
        {
            case "connect" or "createStream":
                output.WriteCommand(0, new Amf0Writer().Text("_result").Number(command.Transaction).Null().Number(1));
                return false;
            case "play":
                Say(RtmpMessageType.Data, Tags.Metadata(0, "onMetaData", videoCodec: 7).Data);
                Say(RtmpMessageType.Audio, Convert.FromHexString("af001190"));
                Say(RtmpMessageType.Audio, Convert.FromHexString("af012110"));
                output.WriteStatus(1, "NetStream.Play.Stop", "That was all.");
                return true;
            default:
                return false;
        }

        void Say(RtmpMessageType type, ReadOnlyMemory<byte> payload) => output.Write(5, new RtmpMessage(type, 1, 0, payload));
    }
}
