namespace MssTools.Cluster;

/// <summary>The one error for a store or a node that does not answer.</summary>
internal static class Outage
{
    /// <summary>The error, with what was met.</summary>
    public static MssException Of(Exception failure) => failure as MssException ?? new MssException(
        MssError.Unavailable,
        $"The cluster does not do it now: {ForeignText.Value(failure.GetBaseException().Message)}",
        "Check that its store (Redis or PostgreSQL) and its nodes run and reach each other (Get-MSSNode). Groups that run go on; try again.",
        failure);
}
