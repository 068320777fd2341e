using System.IO.Pipelines;

namespace MssTools.Core.Tests.Inputs.Points;

/// <summary>A body that comes bit by bit.</summary>
internal sealed class OpenBody : Stream
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Stream _stream;
    private long _added;
    private long _read;

    public OpenBody() => _stream = _pipe.Reader.AsStream();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Add(BodyBuilder body)
    {
        Interlocked.Add(ref _added, body.Bytes.Length);
        _pipe.Writer.WriteAsync(body.Bytes).AsTask().Wait();
    }

    /// <summary>True when all that was added has been read.</summary>
    public bool IsEmpty => Interlocked.Read(ref _read) == Interlocked.Read(ref _added);

    public void Complete() => _pipe.Writer.Complete();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await _stream.ReadAsync(buffer, cancellationToken);
        Interlocked.Add(ref _read, count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
