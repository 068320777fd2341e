namespace MssTools.Bench.Hostile.Attacks;

/// <summary>
/// Wants the names of good publishers: with the name for a key, and with the true key, which may not end who publishes.
/// The true key of the first publisher, who leaves and comes back, is not known.
/// </summary>
internal sealed class TakeOvers(Target target) : RtmpAttack(target)
{
    /// <inheritdoc/>
    public override string Name => "names and keys of good publishers";

    /// <inheritdoc/>
    public override Task RunAsync(AttackSocket socket, Random random) => random.Next(2) == 0 || Target.Groups < 2
        ? PublishAsync(socket, Target.GroupOf(random.Next(1, Target.Groups + 1)))
        : PublishAsync(socket, Target.KeyOf(random.Next(2, Target.Groups + 1)));
}
