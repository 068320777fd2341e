namespace MssTools.Core.EvoStream;

/// <summary>A call that is to be done.</summary>
/// <param name="Engine">Does it.</param>
/// <param name="Call">The call.</param>
/// <param name="Time">The clock.</param>
/// <param name="Gone">Cancelled when nobody waits for the answer any more.</param>
internal sealed record EvoStreamTask(IMssEngine Engine, EvoStreamCall Call, TimeProvider Time, CancellationToken Gone)
{
    /// <summary>How long the end of streams is waited for; scripts call one after the other.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for something, a minute at most.</summary>
    /// <param name="what">What has not ended in that time.</param>
    /// <param name="wait">Waits until it has, or the token is cancelled.</param>
    /// <exception cref="MssException">TimedOut; what is waited for goes on.</exception>
    public void Wait(string what, Action<CancellationToken> wait)
    {
        using var limit = new CancellationTokenSource(s_patience, Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Gone);
        try
        {
            wait(end.Token);
        }
        catch (OperationCanceledException) when (!Gone.IsCancellationRequested)
        {
            throw new MssException(
                MssError.TimedOut, $"{what} has not ended in {s_patience.TotalSeconds:0} s, and goes on to end.", "Send the command again.");
        }
    }
}
