namespace MssTools.Cluster;

/// <summary>The one error for a store or a node that does not answer.</summary>
internal static class Outage
{
    /// <summary>The error, with what was met.</summary>
    public static MssException Of(Exception failure) => failure as MssException ?? new MssException(
        MssError.Unavailable,
        $"The cluster does not do it now: {ForeignText.Value(Reason(failure.GetBaseException()))}",
        "Check that its store (Redis or PostgreSQL) and its nodes run and reach each other (Get-MSSNode). Groups that run go on; try again.",
        failure);

    // Orleans says which request of whose it was, and where in its code; who reads this wants to know what is away.
    private static string Reason(Exception failure) => failure switch
    {
        SiloUnavailableException => "a node went away before it answered.",
        Orleans.Runtime.Messaging.ConnectionFailedException or OrleansMessageRejectionException => "a node cannot be reached.",
        OperationCanceledException => "no answer came in time.",
        _ when failure.GetType() == typeof(TimeoutException) => "no answer came in time.",
        _ => failure.Message.Split('\n')[0].TrimEnd(),
    };
}
