using System.Net;
using System.Net.Sockets;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class RtmpPullReaderTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ReadSamples_MetadataBeforeSound_AnnounceThePicture()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener);

        string address = $"rtmp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/live/cam";
        using IMediaReader reader = await Task.Run(() => RtmpPullReader.Open(address, TimeProvider.System, CancellationToken.None));
        List<Sample> samples = await Task.Run(() => reader.ReadSamples(CancellationToken.None).ToList());

        await serving;
        Assert.Single(samples);
        Assert.Equal([MediaKind.Video, MediaKind.Audio], reader.Announced.Order());
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        Socket socket = await listener.AcceptSocketAsync();
        var stream = new NetworkStream(socket, ownsSocket: true);
        await RtmpHandshake.AcceptAsync(stream, CancellationToken.None);
        using var connection = new RtmpConnection(stream, s_limit, TimeProvider.System);
        bool isOver = false;
        while (!isOver && await connection.ReadAsync(CancellationToken.None) is { } message)
        {
            isOver = message.Type == RtmpMessageType.Command && Answer(message, connection.Output);
        }

        await connection.FlushAsync(CancellationToken.None);
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
