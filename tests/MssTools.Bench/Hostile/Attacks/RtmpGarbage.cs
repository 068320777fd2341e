namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Sends bytes at random, in place of the handshake or behind it.</summary>
internal sealed class RtmpGarbage(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "garbage to RTMP";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        if (random.Next(2) == 0)
        {
            await ShakeHandsAsync(socket);
        }

        byte[] garbage = new byte[random.Next(1, 100_000)];
        random.NextBytes(garbage);
        if (random.Next(2) == 0)
        {
            garbage[0] = 3; // a version, or a chunk stream
        }

        await socket.SendAsync(garbage);
        Tally.AddRequests(1);
        await socket.DrainAsync();
    }
}
