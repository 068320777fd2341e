namespace MssTools.Core.Outputs.Fencing;

/// <summary>
/// Says whether a writer still is the one of its group. Each start of a group takes the next epoch, and who finds a higher one than its own has been
/// replaced.
/// </summary>
internal interface IFence
{
    /// <summary>Looks. Called from several threads.</summary>
    /// <exception cref="MssException">Fenced: another writer has the group; names its machine. SinkFailed: it cannot be seen.</exception>
    void Check();
}
