namespace MssTools.Bench.Nodes;

/// <summary>Looks at all groups, over and over.</summary>
internal sealed class Watcher : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.4);
    private static readonly ParallelOptions s_readers = new() { MaxDegreeOfParallelism = 4 };

    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private int _rounds;

    /// <param name="groups">What it looks at.</param>
    public Watcher(IReadOnlyList<GroupWatch> groups)
    {
        _thread = new Thread(() =>
        {
            do
            {
                Parallel.ForEach(groups, s_readers, static group => group.Look());
                Interlocked.Increment(ref _rounds);
            }
            while (!_end.Wait(s_pause));
        });
        _thread.Start();
    }

    /// <summary>Waits until a round is over that began after this was called.</summary>
    public void AwaitRound()
    {
        int now = Volatile.Read(ref _rounds);
        while (Volatile.Read(ref _rounds) < now + 2)
        {
            Thread.Sleep(20);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }
}
