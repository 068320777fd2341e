namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Asks for large files and takes 100 bytes a second of them.</summary>
internal sealed class SlowReaders(Target target) : HttpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "slow readers";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        socket.ReceiveLittle();
        await SendAsync(socket, $"GET /{Target.LargeFile} HTTP/1.1\r\nHost: a\r\n\r\n");
        Tally.AddRequests(1);
        byte[] buffer = new byte[100];
        while (true)
        {
            await socket.ReceiveAsync(buffer);
            await socket.RestAsync(1);
        }
    }
}
