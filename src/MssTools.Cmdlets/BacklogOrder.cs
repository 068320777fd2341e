namespace MssTools.Cmdlets;

/// <summary>A recording of a backlog: begun when it is its turn, and again where its node died and nobody knows how it ended.</summary>
/// <param name="definition">The group.</param>
/// <param name="jobs">The jobs of its streams, in their order.</param>
internal sealed class BacklogOrder(StreamDefinition definition, IReadOnlyList<StreamJob> jobs)
{
    /// <summary>A recording that is lost so often is not begun again.</summary>
    private const int MostAttempts = 3;

    private int _attempts;

    /// <summary>True while it is under way.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>True when nothing is left to be done.</summary>
    public bool IsOver => jobs.All(job => job.IsOver);

    /// <summary>Begins it. What is refused is the end of its jobs.</summary>
    /// <exception cref="MssException">Unavailable or TimedOut: the service does not answer now; the order stands.</exception>
    public void Begin(IMssEngine engine)
    {
        if (jobs.Any(job => job.IsAskedToStop))
        {
            foreach (StreamJob job in jobs)
            {
                job.GiveUp();
            }

            return;
        }

        try
        {
            IReadOnlyList<MssStream> streams = engine.Start(definition);
            (IsBegun, _attempts) = (true, _attempts + 1);
            foreach (MssStream stream in streams)
            {
                jobs.FirstOrDefault(job => job.Stream.Name == stream.Name)?.Take(stream); // those that are not listed have ended before, or are lost
            }
        }
        catch (MssException refusal) when (refusal.Code is not (MssError.Unavailable or MssError.TimedOut))
        {
            foreach (StreamJob job in jobs)
            {
                job.Fail(refusal);
            }
        }
    }

    /// <summary>True for a stream that the engine did not list, while it runs others of the recording.</summary>
    public bool HasOthersUnderWay(StreamJob job) => job.Stream.Id == 0 && jobs.Any(other => other is { IsOver: false, Stream.Id: > 0 });

    /// <summary>Has it wait for its turn again, because a stream of it was lost.</summary>
    /// <returns>False where that happened too often.</returns>
    public bool TryAgain()
    {
        if (_attempts >= MostAttempts)
        {
            return false;
        }

        IsBegun = false;
        return true;
    }
}
