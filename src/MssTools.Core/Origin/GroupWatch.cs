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

    /// <summary>Waits for a fragment; <see cref="Leave"/> must follow.</summary>
    /// <param name="path">Full path of its file.</param>
    /// <param name="look">Looks for it.</param>
    /// <param name="over">Called when the watch has ended.</param>
    /// <param name="arrival">The fragment, or that it is expected no more.</param>
    /// <returns>False where the watch has ended.</returns>
    public bool TryJoin(string path, Func<Arrival> look, Action over, [NotNullWhen(true)] out Task<Arrival>? arrival)
    {
        lock (_lock)
        {
            arrival = null;
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
            if (_isRunning)
            {
                return true;
            }

            _isRunning = true;
        }

        _ = RunAsync(over);
        return true;
    }

    /// <summary>Waits no more.</summary>
    public void Leave(string path)
    {
        lock (_lock)
        {
            if (_wanted.TryGetValue(path, out Wanted? wanted) && --wanted.Waiting == 0)
            {
                _wanted.Remove(path);
            }
        }
    }

    private async Task RunAsync(Action over)
    {
        while (true)
        {
            await Task.Delay(s_look, time, CancellationToken.None);
            KeyValuePair<string, Wanted>[] all;
            lock (_lock)
            {
                if (_wanted.Count == 0)
                {
                    _isOver = true;
                    break;
                }

                all = [.. _wanted];
            }

            foreach ((string path, Wanted wanted) in all)
            {
                Answer(path, wanted);
            }
        }

        over();
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
