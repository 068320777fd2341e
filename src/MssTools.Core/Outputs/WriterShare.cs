namespace MssTools.Core.Outputs;

/// <summary>What one queue may have at a time of threads that many share: a long queue does not stand before the others.</summary>
/// <param name="threads">The threads.</param>
/// <param name="most">Pieces of work at a time; greater than zero. What is more waits here, in order.</param>
internal sealed class WriterShare(WriterThreads threads, int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<(Action Work, TaskCompletionSource Done)> _waiting = [];
    private int _running;

    /// <inheritdoc cref="WriterThreads.Run"/>
    public Task Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var done = new TaskCompletionSource();
        lock (_lock)
        {
            if (_running == most)
            {
                _waiting.Enqueue((work, done));
                return done.Task;
            }

            _running++;
        }

        Start(work, done);
        return done.Task;
    }

    private void Start(Action work, TaskCompletionSource done) => threads.Run(() =>
    {
        Exception? failure = null;
        try
        {
            work();
        }
#pragma warning disable CA1031 // Whatever the work threw, who handed it in must know.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        StartNext();
        if (failure is null)
        {
            done.SetResult();
        }
        else
        {
            done.SetException(failure);
        }
    });

    private void StartNext()
    {
        (Action Work, TaskCompletionSource Done) next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _running--;
                return;
            }
        }

        Start(next.Work, next.Done);
    }
}
