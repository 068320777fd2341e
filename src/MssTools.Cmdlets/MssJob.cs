using System.ComponentModel;
using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// What jobs over streams have in common: they begin once, they are stopped and not suspended, and they are over once. Their states carry no
/// reason, because Receive-Job makes a second error of one; why a job failed is in its errors.
/// </summary>
internal abstract class MssJob : Job2
{
    private const string TypeName = "MSSStreamJob";

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;
    private bool _isBegun;

    /// <param name="command">The command line, without secrets.</param>
    /// <param name="name">What the job is called; null: as PowerShell calls it.</param>
    protected MssJob(string command, string? name)
        : base(command, name) =>
        PSJobTypeName = TypeName;

    /// <summary>True when the job has completed, failed or stopped, and where it was disposed of.</summary>
    internal bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _isOver;
            }
        }
    }

    /// <summary>Why a stop that was asked for could not be had; else null.</summary>
    internal MssException? StopFailure { get; private protected set; }

    /// <inheritdoc/>
    public sealed override void StartJob()
    {
        lock (_lock)
        {
            if (_isBegun)
            {
                throw new InvalidJobStateException(
                    $"Job {Id} '{Name}' began when it was made and is {JobStateInfo.State}; no stream begins twice. New-MSSStream makes a group again.");
            }

            _isBegun = true;
        }

        Begin();
    }

    /// <inheritdoc/>
    public sealed override void StartJobAsync() => OnStartJobCompleted(Outcome(StartJob));

    /// <summary>Has the streams publish what they hold, and waits until they have ended.</summary>
    /// <exception cref="MssException">Their service cannot be asked.</exception>
    public sealed override void StopJob()
    {
        AskToStop();
        _over.Task.Wait();
        if (StopFailure is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public sealed override void StopJob(bool force, string reason) => StopJob();

    /// <inheritdoc/>
    public sealed override void StopJobAsync()
    {
        AskToStop();
        _over.Task.ContinueWith(
            _ => OnStopJobCompleted(new AsyncCompletedEventArgs(StopFailure, cancelled: false, userState: null)), TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public sealed override void StopJobAsync(bool force, string reason) => StopJobAsync();

    /// <inheritdoc/>
    public sealed override void SuspendJob() => throw NotSupported("suspended");

    /// <inheritdoc/>
    public sealed override void SuspendJob(bool force, string reason) => SuspendJob();

    /// <inheritdoc/>
    public sealed override void SuspendJobAsync() => OnSuspendJobCompleted(Outcome(SuspendJob));

    /// <inheritdoc/>
    public sealed override void SuspendJobAsync(bool force, string reason) => SuspendJobAsync();

    /// <inheritdoc/>
    public sealed override void ResumeJob() => throw NotSupported("resumed");

    /// <inheritdoc/>
    public sealed override void ResumeJobAsync() => OnResumeJobCompleted(Outcome(ResumeJob));

    /// <inheritdoc/>
    public sealed override void UnblockJob() => throw NotSupported("unblocked");

    /// <inheritdoc/>
    public sealed override void UnblockJobAsync() => OnUnblockJobCompleted(Outcome(UnblockJob));

    /// <summary>Asks for the end. Returns at once.</summary>
    internal abstract void AskToStop();

    /// <summary>Begins; called once.</summary>
    protected abstract void Begin();

    /// <summary>Changes the state. What is over changes no more.</summary>
    /// <returns>False where nothing changed.</returns>
    protected bool Enter(JobState state)
    {
        bool isEnd = state is JobState.Completed or JobState.Failed or JobState.Stopped;
        lock (_lock)
        {
            if (_isOver || JobStateInfo.State == state)
            {
                return false;
            }

            _isOver = isEnd;
        }

        // Outside of the lock: who is told may dispose of the job.
        SetJobState(state);
        if (isEnd)
        {
            _over.TrySetResult();
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _over.TrySetResult();
        base.Dispose(disposing);
    }

    private static AsyncCompletedEventArgs Outcome(Action action)
    {
        try
        {
            action();
            return new AsyncCompletedEventArgs(error: null, cancelled: false, userState: null);
        }
        catch (Exception failure) when (failure is InvalidJobStateException or PSNotSupportedException)
        {
            return new AsyncCompletedEventArgs(failure, cancelled: false, userState: null);
        }
    }

    private PSNotSupportedException NotSupported(string what) => new(
        $"Job {Id} '{Name}' cannot be {what}: a stream runs or is stopped. Stop-Job has it publish what it holds and ends it.");
}
