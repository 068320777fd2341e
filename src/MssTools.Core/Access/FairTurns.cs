namespace MssTools.Core.Access;

/// <summary>
/// A number of turns at a time. Who waits is served by address, one after another, so that an address which sends many does not
/// keep the others waiting.
/// </summary>
/// <param name="most">Turns at a time.</param>
internal sealed class FairTurns(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _free = most;

    /// <summary>Waits for a turn, which <see cref="GiveBack"/> must follow.</summary>
    /// <exception cref="OperationCanceledException">No turn was taken.</exception>
    public async Task TakeAsync(string address, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_waiting.TryGetValue(address, out Queue<TaskCompletionSource>? queue))
            {
                _waiting[address] = queue = new Queue<TaskCompletionSource>();
                _order.Enqueue(address);
            }

            queue.Enqueue(turn);
        }

        using CancellationTokenRegistration end = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Ends a turn; the next in the queue has it.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            while (_order.TryDequeue(out string? address))
            {
                Queue<TaskCompletionSource> queue = _waiting[address];
                bool isTaken = false;
                while (!isTaken && queue.TryDequeue(out TaskCompletionSource? turn))
                {
                    isTaken = turn.TrySetResult(); // not those that gave up
                }

                if (queue.Count > 0)
                {
                    _order.Enqueue(address);
                }
                else
                {
                    _waiting.Remove(address);
                }

                if (isTaken)
                {
                    return;
                }
            }

            _free++;
        }
    }
}
