namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// The threads that the connections of all ports share: never more than half of the cores for strangers, and as many again
/// for publishers that send more than a turn's worth at once.
/// </summary>
/// <param name="ticks">When publishers read what has come.</param>
internal sealed class IngestThreads(ReadTicks ticks)
{
    private static readonly int s_most = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Where strangers do all of their work.</summary>
    public TurnQueue Strangers { get; } = new(s_most);

    /// <summary>Where publishers do what goes beyond <see cref="IngestLimits.TurnBytes"/>.</summary>
    public TurnQueue Publishers { get; } = new(s_most);

    /// <summary>When publishers read what has come.</summary>
    public ReadTicks Ticks => ticks;
}
