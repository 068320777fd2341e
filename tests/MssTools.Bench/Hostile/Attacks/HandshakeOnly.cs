namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Shakes hands and says nothing more.</summary>
internal sealed class HandshakeOnly(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "RTMP handshakes and no more";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        await ShakeHandsAsync(socket);
        await socket.DrainAsync();
    }
}
