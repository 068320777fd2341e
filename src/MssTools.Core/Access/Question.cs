namespace MssTools.Core.Access;

/// <summary>
/// What one or more of the same credential wait to hear. Its gate's lock guards <see cref="Askers"/> and <see cref="Answered"/>.
/// </summary>
internal sealed class Question : IDisposable
{
    private readonly TaskCompletionSource<Verdict> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _nobody = new();

    /// <summary>How many wait.</summary>
    public int Askers { get; set; }

    /// <summary>Time stamp of the answer; null while there is none.</summary>
    public long? Answered { get; set; }

    /// <summary>The answer.</summary>
    public Task<Verdict> Verdict => _verdict.Task;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Nobody => _nobody.Token;

    /// <summary>Ends the question of those who have gone.</summary>
    public void Abandon() => _ = _nobody.CancelAsync(); // what is cancelled runs elsewhere: the gate holds its lock

    /// <summary>Answers all who wait.</summary>
    public void Answer(Verdict verdict) => _verdict.TrySetResult(verdict);

    /// <inheritdoc/>
    public void Dispose() => _nobody.Dispose();
}
