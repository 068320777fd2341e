namespace MssTools.Bench.Hostile;

/// <summary>One idea of an attacker, which any number of connections follow at a time.</summary>
/// <param name="target">What is attacked.</param>
internal abstract class Attack(Target target)
{
    /// <summary>In a few words.</summary>
    public abstract string Name { get; }

    /// <summary>Which port of the target.</summary>
    public abstract int Port { get; }

    /// <summary>What it has done so far.</summary>
    public Tally Tally { get; } = new();

    /// <summary>What is attacked.</summary>
    protected Target Target { get; } = target;

    /// <summary>Does what one connection does; when it returns, or the server hangs up, another connection is made.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="random">Belongs to the connection.</param>
    public abstract Task RunAsync(AttackSocket socket, Random random);
}
