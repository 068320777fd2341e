namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Asks for names that are not there as fast as it goes, many at a time.</summary>
internal sealed class MissingFiles(Target target) : HttpAttack(target)
{
    private const int Pipelined = 32;

    /// <inheritdoc/>
    public override string Name => "floods of 404";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        while (true)
        {
            await SendAsync(socket, string.Concat(Enumerable.Range(0, Pipelined).Select(i =>
                $"GET /{(i % 2 == 0 ? Target.GroupOf(1) + "/" : "")}{random.NextInt64()} HTTP/1.1\r\nHost: a\r\n\r\n")));
            await HearAsync(socket, Pipelined);
        }
    }
}
