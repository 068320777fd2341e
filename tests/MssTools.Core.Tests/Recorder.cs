namespace MssTools.Core.Tests;

/// <summary>Notes what an observable delivers.</summary>
internal sealed class Recorder<T> : IObserver<T>
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<T> Items { get; } = [];

    public Exception? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    public Task Ended => _ended.Task;

    /// <summary>How it ended: "completed", the failure's code or type, or "open".</summary>
    public string End => IsCompleted ? "completed" : Error is MssException mss ? mss.Code.ToString() : Error?.GetType().Name ?? "open";

    public void OnNext(T value) => Items.Add(value);

    public void OnError(Exception error)
    {
        Error = error;
        _ended.TrySetResult();
    }

    public void OnCompleted()
    {
        IsCompleted = true;
        _ended.TrySetResult();
    }
}
