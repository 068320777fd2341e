namespace MssTools.Cmdlets;

/// <summary>What one object of the pipeline, or the command line, gives to <c>New-MSSStream</c>.</summary>
/// <param name="TargetFolder">Full path of the folder that holds the group's folder.</param>
/// <param name="GroupName">The group; null where the row names none.</param>
/// <param name="Names">Local streams.</param>
/// <param name="Inputs">What they are where they are not named elsewhere, one per name; else none.</param>
/// <param name="Bandwidths">Bits per second, one per name, or none.</param>
/// <param name="Settings">All that is not of the inputs.</param>
/// <param name="Engine">Makes the group.</param>
internal sealed record InputRow(
    string TargetFolder,
    string? GroupName,
    IReadOnlyList<string> Names,
    IReadOnlyList<LocalStreamDefinition> Inputs,
    IReadOnlyList<long> Bandwidths,
    StreamDefinition Settings,
    IMssEngine Engine)
{
    /// <summary>The bit rates of a row that is one of several: 0 where it gives none.</summary>
    public IEnumerable<long> AllBandwidths => Bandwidths.Count > 0 ? Bandwidths : Names.Select(_ => 0L);
}
