namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Sends bytes at random, some behind the start of a request.</summary>
internal sealed class HttpGarbage(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "garbage to HTTP";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        byte[] garbage = new byte[random.Next(1, 40_000)];
        random.NextBytes(garbage);
        if (random.Next(2) == 0)
        {
            await SendAsync(socket, random.Next(2) == 0 ? "GET /" : "GET / HTTP/1.1\r\nHost: a\r\n");
        }

        await socket.SendAsync(garbage);
        await SendAsync(socket, "\r\n\r\n");
        await HearAsync(socket);
    }
}
