using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Core.Tests.Inputs.Rtmp;

/// <summary>Reads chunks from hex, all at once or in pieces.</summary>
internal static class Chunks
{
    public static List<RtmpMessage> Read(string hex, int chunkSize = 128) => Read(Convert.FromHexString(hex), chunkSize);

    /// <summary>Reads bytes as a socket could give them.</summary>
    /// <param name="bytes">The chunks.</param>
    /// <param name="chunkSize">As if the sender had set it; a Set Chunk Size among the messages sets it anew.</param>
    /// <param name="pieces">Sizes of the reads, used round and round.</param>
    public static List<RtmpMessage> Read(byte[] bytes, int chunkSize = 128, params int[] pieces)
    {
        var reader = new ChunkReader { ChunkSize = chunkSize };
        var messages = new List<RtmpMessage>();
        int start = 0;
        int end = 0;
        for (int i = 0; end < bytes.Length; i++)
        {
            end = pieces.Length == 0 ? bytes.Length : Math.Min(bytes.Length, end + Math.Max(1, pieces[i % pieces.Length]));
            ReadOnlySpan<byte> rest = bytes.AsSpan(start, end - start);
            while (reader.TryRead(ref rest, out RtmpMessage message))
            {
                messages.Add(message);
                if (message.Type == RtmpMessageType.SetChunkSize)
                {
                    reader.ChunkSize = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(message.Payload.Span);
                }
            }

            start = end - rest.Length;
        }

        return messages;
    }

    /// <summary>A message as text: type/stream@time:payload.</summary>
    public static string Draw(RtmpMessage message) =>
        $"{(int)message.Type}/{message.StreamId}@{message.Timestamp}:{Convert.ToHexStringLower(message.Payload.Span)}";
}
