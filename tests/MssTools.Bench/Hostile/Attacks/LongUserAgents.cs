namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Browsers' names of 14 KB, no two alike, on paths that exist: nothing may be kept of them.</summary>
internal sealed class LongUserAgents(Target target) : HttpAttack(target)
{
    private const int Length = 14_000;
    private const int Pipelined = 16;

    private static readonly string s_tail = new('u', Length);

    /// <inheritdoc/>
    public override string Name => "long User-Agents";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        while (true)
        {
            await SendAsync(socket, string.Concat(Enumerable.Range(0, Pipelined).Select(_ =>
                $"HEAD /{Target.ManifestOf(random.Next(1, Target.Groups + 1))} HTTP/1.1\r\nHost: a\r\n"
                + $"User-Agent: {random.NextInt64()}{s_tail}\r\n\r\n")));
            await HearAsync(socket, Pipelined, hasBody: false);
        }
    }
}
