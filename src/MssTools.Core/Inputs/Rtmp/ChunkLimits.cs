namespace MssTools.Core.Inputs.Rtmp;

/// <summary>What the messages of a peer may cost.</summary>
/// <param name="LargestMessage">Most bytes of a message.</param>
/// <param name="MostClaimed">Most bytes of all messages that have begun, as their headers say.</param>
/// <param name="MostAdvance">
/// Most bytes that are allocated before they came, for all messages that have begun. Beyond it memory grows with what comes.
/// </param>
internal sealed record ChunkLimits(int LargestMessage, int MostClaimed, int MostAdvance)
{
    /// <summary>For who has not published: commands.</summary>
    public static readonly ChunkLimits Stranger = new(64 * 1024, 128 * 1024, 0);

    /// <summary>
    /// For publishers and servers. An IDR picture of 100 Mbit/s video fits; those of usual streams are allocated once.
    /// </summary>
    public static readonly ChunkLimits Known = new(8 * 1024 * 1024, 16 * 1024 * 1024, 512 * 1024);
}
