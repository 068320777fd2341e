namespace MssTools.Core.Tests.Inputs.Flv;

/// <summary>A live input of which no more has come yet: who reads on fails instead of waiting.</summary>
internal sealed class UnfinishedStream(byte[] bytes) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) => More(base.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => More(base.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        More(await base.ReadAsync(buffer, cancellationToken));

    private static int More(int count) => count > 0 ? count : throw new IOException("It would have to wait.");
}
