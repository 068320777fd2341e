namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Connects, and leaves at once or in the middle of an answer.</summary>
internal sealed class HttpConnects(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "HTTP connections, opened and closed";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        if (random.Next(4) == 0)
        {
            await SendAsync(socket, $"GET /{Target.LargeFile} HTTP/1.1\r\nHost: a\r\n\r\n");
            Tally.AddRequests(1);
        }
    }
}
