namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Publishes under keys that nobody has: guessed ones, long ones, and such that would paint a terminal.</summary>
internal sealed class WrongKeys(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "wrong keys and names with control characters";

    /// <inheritdoc/>
    public override Task RunAsync(AttackSocket socket, Random random) => random.Next(3) switch
    {
        0 => PublishAsync(socket, $"key-{random.NextInt64()}"),
        1 => PublishAsync(socket, new string('k', random.Next(1, 20_000))),
        _ => PublishAsync(socket, $"\e[2J\e]0;OWNED\a{random.Next()}", $"\e[31mRED\e]8;;http://evil\a{new string('A', 4000)}"),
    };
}
