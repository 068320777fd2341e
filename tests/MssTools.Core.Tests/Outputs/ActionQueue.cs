using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>A queue whose notices are done by its observer.</summary>
internal sealed class ActionQueue : IDisposable
{
    private readonly SinkQueue<Action> _queue;

    public ActionQueue(int capacity, Action<Exception>? broken = null)
    {
        _queue = new SinkQueue<Action>(capacity, new WriterThreads(Math.Max(1, capacity)), broken);
        _queue.Subscribe(new Doer());
    }

    public Task Completion => _queue.Completion;

    public void Enqueue(Action work, Action<Exception?> done, int slots) => _queue.Enqueue(work, failure => [() => done(failure)], slots);

    public bool TryEnqueue(Action work, Action<Exception?> done, int slots) => _queue.TryEnqueue(work, failure => [() => done(failure)], slots);

    public void Enqueue(Action notice) => _queue.Enqueue(() => [notice]);

    public void Close() => _queue.Close();

    public void Dispose() => _queue.Dispose();

    private sealed class Doer : IObserver<Action>
    {
        public void OnNext(Action value) => value();

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
