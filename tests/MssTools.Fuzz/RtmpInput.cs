using System.Net;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;

namespace MssTools.Fuzz;

/// <summary>Takes bytes for what an encoder sends behind its handshake, and packages what it publishes.</summary>
internal sealed class RtmpInput(NoOutput output)
{
    private const int FlvHeaderLength = 13;
    private const int ChunkSize = 200;

    private static readonly IngestThreads s_threads = new(new ReadTicks(new HastyTime()));

    /// <summary>What an encoder sends that publishes an FLV file; its second half as aggregates.</summary>
    public static byte[] Session(string path)
    {
        var writer = new ChunkWriter();
        writer.SetChunkSize(ChunkSize);
        writer.WriteCommand(0, new Amf0Writer().Text("connect").Number(1).Object()
            .Name("app").Text("live").Name("flashVer").Text("fuzz").Name("tcUrl").Text("rtmp://host/live").End());
        writer.WriteControl(RtmpMessageType.WindowAcknowledgementSize, 5000);
        writer.WriteUserControl(UserControlEvent.PingRequest, 7);
        writer.WriteCommand(0, new Amf0Writer().Text("releaseStream").Number(2).Null().Text("cam"));
        writer.WriteCommand(0, new Amf0Writer().Text("createStream").Number(3).Null());
        writer.WriteCommand(1, new Amf0Writer().Text("publish").Number(4).Null().Text("cam?a=b").Text("live"));
        using var input = new InputStream(MediaFile.Open(path));
        input.Skip(FlvHeaderLength);
        var tags = new FlvTagReader(input, new InputWarnings());
        for (int i = 0; tags.Read(out _) is { } tag; i++)
        {
            var message = new RtmpMessage((RtmpMessageType)tag.Type, 1, tag.Timestamp, tag.Data);
            writer.Write(4 + (int)tag.Type % 3, i % 2 == 0 ? message : Aggregate(message));
        }

        writer.WriteCommand(0, new Amf0Writer().Text("deleteStream").Number(5).Null().Number(1));
        return writer.Written.ToArray();
    }

    /// <summary>Reads one input.</summary>
    public void Consume(byte[] input)
    {
        var publications = new Publications();
        using var rules = new PublishRules(new IngestDefinition(), static _ => false, TimeProvider.System);
        using Guest guest = new Places(s_threads, TimeProvider.System, CancellationToken.None).Enter(IPAddress.Loopback);
        var read = new HashSet<IPublication>();
        var readers = new List<IMediaReader>();
        var received = new Received(input, () => readers.AddRange(publications.List().Where(read.Add).Select(p => p.TryOpen()!)));
        using var connection = new RtmpConnection(new TurnStream(received, guest), TimeSpan.FromDays(1), TimeProvider.System, guest);
        var session = new PublishSession(
            connection, guest, new PublishRequest(), rules, publications, takeOver: true, TimeProvider.System);
        try
        {
            session.RunAsync(guest.Stop).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (PublicationReader reader in readers)
            {
                output.Package(reader);
                reader.Dispose();
            }
        }
    }

    private static RtmpMessage Aggregate(RtmpMessage message)
    {
        int length = message.Payload.Length;
        return message with
        {
            Type = RtmpMessageType.Aggregate,
            Payload = (byte[])
            [
                (byte)message.Type, (byte)(length >> 16), (byte)(length >> 8), (byte)length, 0, 0, 0, 0, 0, 0, 0,
                .. message.Payload.Span, 0, 0, 0, 0,
            ],
        };
    }

    /// <summary>Gives bytes in pieces, as a socket does, and takes whatever is written.</summary>
    private sealed class Received(byte[] bytes, Action beforeRead) : MemoryStream(bytes, writable: true)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            beforeRead();
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 1 + (++_reads * 7919 % 3000))], cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;
    }
}
