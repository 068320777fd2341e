using System.Diagnostics.CodeAnalysis;

namespace MssTools.Core.Origin;

/// <summary>Looks for the fragments of one group that somebody waits for; it ends when nobody does any more.</summary>
/// <param name="time">Its timer says when to look.</param>
internal sealed class GroupWatch(TimeProvider time)
{
    /// <summary>How often the disk is looked at: little against a fragment's length, and cheap.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Wanted> _wanted = new(StringComparer.Ordinal);
    private bool _isRunning;
    private bool _isOver;

    /// <summary>Waits for a fragment.</summary>
    /// <param name="path">Full path of its file.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="over">Called when the watch has ended.</param>
    /// <param name="arrival">The fragment, or that it is expected no more.</param>
    /// <param name="leave">To be called when it is waited for no more.</param>
    /// <returns>False where the watch has ended.</returns>
    public bool TryJoin(string path, Func<Arrival> look, Action over, [NotNullWhen(true)] out Task<Arrival>? arrival, out Action leave)
    {
        lock (_lock)
        {
            (arrival, leave) = (null, static () => { });
            if (_isOver)
            {
                return false;
            }

            if (!_wanted.TryGetValue(path, out Wanted? wanted))
            {
                _wanted[path] = wanted = new Wanted(look);
            }

            wanted.Waiting++;
            arrival = wanted.Arrival.Task;
            leave = () => Leave(path, wanted);
            if (_isRunning)
            {
                return true;
            }

            _isRunning = true;
        }

        _ = RunAsync(over);
        return true;
    }

    // Others may wait for the same path by now, on a watch of their own.
    private void Leave(string path, Wanted wanted)
    {
        lock (_lock)
        {
            if (--wanted.Waiting == 0)
            {
                Forget(path, wanted);
            }
        }
    }

    private async Task RunAsync(Action over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_look, time, CancellationToken.None);
                foreach ((string path, Wanted wanted) in All())
                {
                    Answer(path, wanted);
                }

                lock (_lock)
                {
                    if (_wanted.Count == 0)
                    {
                        _isOver = true; // under the same lock: nobody can join a watch that looks no more
                        return;
                    }
                }
            }
        }
        finally
        {
            Close();
            over();
        }
    }

    private KeyValuePair<string, Wanted>[] All()
    {
        lock (_lock)
        {
            return [.. _wanted];
        }
    }

    // Where memory was short, somebody may wait still: a new watch looks for him.
    private void Close()
    {
        lock (_lock)
        {
            _isOver = true;
            foreach (Wanted wanted in _wanted.Values)
            {
                wanted.Arrival.TrySetException(new InsufficientMemoryException());
            }
        }
    }

    private void Answer(string path, Wanted wanted)
    {
        try
        {
            if (wanted.Look() is { IsExpected: false } arrival)
            {
                Forget(path, wanted);
                wanted.Arrival.TrySetResult(arrival);
            }
        }
#pragma warning disable CA1031 // A look that fails ends the wait for its fragment, and no other.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Forget(path, wanted);
            wanted.Arrival.TrySetException(failure);
        }
    }

    private void Forget(string path, Wanted wanted)
    {
        lock (_lock)
        {
            if (_wanted.TryGetValue(path, out Wanted? known) && known == wanted)
            {
                _wanted.Remove(path);
            }
        }
    }

    private sealed class Wanted(Func<Arrival> look)
    {
        public int Waiting { get; set; }

        public Func<Arrival> Look => look;

        public TaskCompletionSource<Arrival> Arrival { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
