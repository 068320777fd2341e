using System.IO.Pipelines;
using MssTools.Core.Http;
using Xunit;

namespace MssTools.Core.Tests.Http;

public class DuplexPipeStreamTests
{
    // The count was once taken after the segments had gone back to the pipe: every twentieth TLS handshake hung.
    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    [InlineData(20_000)]
    public async Task ReadAsync_OverSegments_GivesAllBytesOnce(int blockSize)
    {
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 64, pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        byte[] sent = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7))];
        foreach (byte[] block in sent.Chunk(100))
        {
            await pipe.Writer.WriteAsync(block);
        }

        await pipe.Writer.CompleteAsync();
        await using var stream = new DuplexPipeStream(new OneWay(pipe.Reader));
        var received = new List<byte>();
        byte[] buffer = new byte[blockSize];
        while (await stream.ReadAsync(buffer) is var count and > 0)
        {
            received.AddRange(buffer.AsSpan(0, count));
        }

        Assert.Equal(sent, received);
    }

    private sealed record OneWay(PipeReader Input) : IDuplexPipe
    {
        public PipeWriter Output => throw new NotSupportedException();
    }
}
