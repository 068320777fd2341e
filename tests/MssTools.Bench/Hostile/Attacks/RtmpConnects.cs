namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Connects and leaves, as fast as it goes.</summary>
internal sealed class RtmpConnects(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "RTMP connections, opened and closed";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        if (random.Next(4) == 0)
        {
            await socket.SendAsync(new byte[] { 3 });
        }
    }
}
