namespace MssTools.Core.Tests.Inputs.Points;

/// <summary>A body that nobody may read.</summary>
internal sealed class UnreadBody : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The body was read.");
}
