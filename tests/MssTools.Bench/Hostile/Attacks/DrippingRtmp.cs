namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Sends its handshake one byte a second.</summary>
internal sealed class DrippingRtmp(Target target) : RtmpAttack(target)
{
    private static readonly byte[] s_hello = [3, .. new byte[1536]];

    /// <inheritdoc/>
    public override string Name => "RTMP, one byte a second";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        for (int i = 0; i < s_hello.Length; i++)
        {
            await socket.SendAsync(s_hello.AsMemory(i, 1));
            await socket.RestAsync(1);
        }
    }
}
