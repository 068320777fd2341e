namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Connects and says nothing.</summary>
internal sealed class IdleRtmp(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "RTMP connections that say nothing";

    /// <inheritdoc/>
    public override Task RunAsync(AttackSocket socket, Random random) => socket.DrainAsync();
}
