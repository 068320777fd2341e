using MssTools.Core.Inputs;
using MssTools.Core.Outputs;

namespace MssTools.Core.Streams;

/// <summary>The life of one rendition: waits for its input, reads it on a thread of its own, and ends once.</summary>
/// <param name="status">What others see of the stream.</param>
/// <param name="rendition">Number of the stream in its group.</param>
/// <param name="patience">How long an input that is not there is waited for; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
/// <param name="keepAlive">True to connect a live input again when it ends or fails.</param>
/// <param name="findInput">The input by now, or null while it is not named.</param>
/// <param name="open">Opens an input; null while it is not there.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamHost(
    StreamStatus status,
    int rendition,
    TimeSpan patience,
    bool keepAlive,
    Func<NamedInput?> findInput,
    Func<NamedInput, CancellationToken, IMediaReader?> open,
    TimeProvider time)
    : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What others see of the stream.</summary>
    public StreamStatus Status => status;

    /// <summary>Number of the stream in its group.</summary>
    public int Rendition => rendition;

    /// <summary>Ends when nothing of the rendition is left to be stored in the first output. Never faults.</summary>
    public Task Delivered => _delivered.Task;

    /// <summary>Ends when nothing of the rendition is left to be stored anywhere and its input is closed. Never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// Ends when all that the stream delivered is published, whatever the group's other streams do. Never faults.
    /// </summary>
    public Task Settled => _settled.Task;

    /// <summary>Starts the life.</summary>
    /// <param name="pipeline">Packages the input.</param>
    public void Start(PackagingPipeline pipeline)
    {
        status.Enter(StreamState.Waiting);
        var thread = new Thread(() => Run(pipeline)) { IsBackground = true, Name = $"MssTools {status.Id}" };
        thread.Start();
    }

    /// <summary>Asks the stream to publish what it holds and to end. Returns at once.</summary>
    public void Stop()
    {
        if (!Ended.IsCompleted && !_stop.IsCancellationRequested)
        {
            status.Enter(StreamState.Stopping);
            _stop.Cancel();
        }
    }

    /// <summary>Ends the stream with what keeps its fragments from being stored, or its input from being read.</summary>
    public void Break(Exception failure)
    {
        // A stop may come while the stream waits for the other renditions; that is no failure.
        if (failure is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            status.Fail(failure); // at once: the reading may take its time to end
        }

        if (!Ended.IsCompleted)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Says that all that the stream delivered is published.</summary>
    public void Settle()
    {
        status.Enter(_stop.IsCancellationRequested ? StreamState.Stopped : StreamState.Completed);
        _settled.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Run(PackagingPipeline pipeline)
    {
        Exception? failure = null;
        try
        {
            Package(pipeline);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while it waited; what it holds is published.
        }
#pragma warning disable CA1031 // The last line of a thread: what went wrong ends this stream, not the process, and is shown.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        End(failure);
    }

    // Returns when the last fragment is stored and the input is closed.
    private void Package(PackagingPipeline pipeline)
    {
        using var connections = new InputConnections(
            status, () => pipeline.Note(new GroupEvent.Away(rendition)), findInput, open, patience, keepAlive, time, _stop.Token);
        if (connections.Open() is not { } first)
        {
            return;
        }

        status.Enter(StreamState.Running);
        var input = new RenditionInput(connections.From(first), first.Reader.Tracks, first.Reader.IsLive, _stop.Token);
        Task copied = pipeline.Package(this, input);
        _delivered.TrySetResult();

        // The reader's file must stay open until the last fragment is copied from it.
        copied.Wait();
    }

    private void End(Exception? failure)
    {
        if (failure is null && !_stop.IsCancellationRequested && status.IsEmpty)
        {
            failure = new MssException(MssError.NoMedia, "The input ended without a sample that can be packaged.");
        }

        if (failure is not null)
        {
            status.Fail(failure);
        }
        else if (!_stop.IsCancellationRequested)
        {
            status.InputEnded();
        }

        _delivered.TrySetResult();
        _ended.TrySetResult();
    }
}
