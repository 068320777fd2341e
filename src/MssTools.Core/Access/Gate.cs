namespace MssTools.Core.Access;

/// <summary>
/// The one way to an authorizer, for servers and ingests: few questions run at a time, each has a limit that holds for code which
/// cannot be stopped as well, and who asks the same again within seconds gets the same answer (adr/0025).
/// </summary>
/// <typeparam name="TRequest">What the authorizer is shown.</typeparam>
/// <param name="authorizer">Decides; the gate owns it.</param>
/// <param name="address">Where the one who asks is.</param>
/// <param name="shown">All that the authorizer is shown of a request, in a fixed order.</param>
/// <param name="secrets">What of it may be secret.</param>
/// <param name="time">The clock.</param>
internal sealed class Gate<TRequest>(
    IAuthorizer<TRequest> authorizer,
    Func<TRequest, string> address,
    Func<TRequest, IEnumerable<string>> shown,
    Func<TRequest, IEnumerable<string>> secrets,
    TimeProvider time)
    : IDisposable
{
    /// <summary>Questions that are decided at a time.</summary>
    public const int MostRunning = 8;

    /// <summary>Questions whose time is over, and whose code still runs; from then on nothing new is asked.</summary>
    public const int MostAbandoned = 32;

    /// <summary>Questions that are not answered yet.</summary>
    public const int MostOpen = 16_384;

    /// <summary>Those of one address: as many encoders may stand behind it, and no flood of one keeps the others out.</summary>
    public const int MostOpenOfOne = 256;

    /// <summary>A shorter text would be found in words; its place in a complaint says nothing.</summary>
    private const int ShortestSecret = 4;

    /// <summary>Answers that are remembered.</summary>
    private const int MostKnown = 4096;

    /// <summary>How long a decision may take.</summary>
    public static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a question may wait for its turn.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(15);

    /// <summary>How long an answer holds for the same credential.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Question> _questions = new(StringComparer.Ordinal);
    private readonly FairTurns _turns = new(MostRunning);
    private readonly CancellationTokenSource _closed = new();
    private readonly Dictionary<string, int> _openOf = new(StringComparer.Ordinal);
    private int _open;
    private int _abandoned;
    private string? _complaint;

    /// <summary>What was wrong with the authorizer last; null: nothing so far.</summary>
    public string? LastComplaint => Volatile.Read(ref _complaint);

    /// <summary>Questions and answers that are kept.</summary>
    public int Known
    {
        get
        {
            lock (_lock)
            {
                return _questions.Count;
            }
        }
    }

    /// <summary>Asks whether somebody may in.</summary>
    /// <param name="request">Who, and for what.</param>
    /// <param name="gone">The one who asks has gone.</param>
    /// <exception cref="OperationCanceledException"><paramref name="gone"/> was cancelled.</exception>
    public ValueTask<Verdict> AskAsync(TRequest request, CancellationToken gone)
    {
        Asker asker = Asker.Of(address(request), shown(request));
        Question? question;
        bool isNew = false;
        lock (_lock)
        {
            if (!_questions.TryGetValue(asker.Credential, out question) || IsOld(question))
            {
                int ofOne = _openOf.GetValueOrDefault(asker.Address);
                if (_open >= MostOpen || ofOne >= MostOpenOfOne || Volatile.Read(ref _abandoned) >= MostAbandoned)
                {
                    return new(Busy);
                }

                MakeRoom();
                _questions[asker.Credential] = question = new Question();
                _open++;
                _openOf[asker.Address] = ofOne + 1;
                isNew = true;
            }

            question.Askers++;
        }

        if (isNew)
        {
            _ = AnswerAsync(question, asker, request);
        }

        return question.Verdict.IsCompletedSuccessfully ? new(question.Verdict.Result) : new(WaitAsync(question, asker, gone));
    }

    /// <summary>Ends all questions, and the authorizer.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        authorizer.Dispose();
    }

    private static Verdict Busy { get; } = new(Admission.Unavailable);

    private bool IsOld(Question question) => question.Answered is { } answered && time.GetElapsedTime(answered) > Trust;

    // Answers that are forgotten are asked for again; questions are not forgotten.
    private void MakeRoom()
    {
        if (_questions.Count - _open < MostKnown)
        {
            return;
        }

        foreach (string credential in _questions.Where(q => q.Value.Answered is not null).Select(q => q.Key).ToArray())
        {
            _questions.Remove(credential);
        }
    }

    private async Task<Verdict> WaitAsync(Question question, Asker asker, CancellationToken gone)
    {
        try
        {
            return await question.Verdict.WaitAsync(gone).ConfigureAwait(false);
        }
        finally
        {
            Leave(question, asker);
        }
    }

    private void Leave(Question question, Asker asker)
    {
        lock (_lock)
        {
            if (--question.Askers > 0 || question.Answered is not null)
            {
                return;
            }

            Forget(question, asker);
            question.Abandon(); // under the lock: behind it the question may be answered, and disposed of
        }
    }

    private void Forget(Question question, Asker asker)
    {
        if (_questions.TryGetValue(asker.Credential, out Question? known) && known == question)
        {
            _questions.Remove(asker.Credential);
        }
    }

    private async Task AnswerAsync(Question question, Asker asker, TRequest request)
    {
        Verdict verdict = await TakeTurnAsync(question, asker, request).ConfigureAwait(false);
        if (verdict.Complaint is { } complaint)
        {
            Volatile.Write(ref _complaint, Plain(complaint, request));
        }

        lock (_lock)
        {
            _open--;
            if (--_openOf[asker.Address] == 0)
            {
                _openOf.Remove(asker.Address);
            }

            question.Answered = time.GetTimestamp();
            if (verdict.Admission == Admission.Unavailable)
            {
                Forget(question, asker);
            }
        }

        question.Answer(verdict);
        question.Dispose();
    }

    // A script's words may repeat what it was shown: keys, tokens, cookies, or a part of them.
    private string Plain(string complaint, TRequest request)
    {
        IEnumerable<string> hidden = secrets(request).SelectMany(SecretParts.Of).Where(s => s.Length >= ShortestSecret);
        foreach (string secret in hidden.OrderByDescending(s => s.Length))
        {
            complaint = complaint.Replace(secret, "***", StringComparison.Ordinal);
        }

        return ForeignText.Value(complaint);
    }

    private async Task<Verdict> TakeTurnAsync(Question question, Asker asker, TRequest request)
    {
        using var limit = new CancellationTokenSource(WaitLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, question.Nobody, _closed.Token);
        try
        {
            await _turns.TakeAsync(asker.Address, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Busy;
        }

        try
        {
            // Who takes a turn may have gone a moment before, and be told of it a moment later.
            return question.Nobody.IsCancellationRequested ? Busy : await DecideAsync(question, request).ConfigureAwait(false);
        }
        finally
        {
            _turns.GiveBack();
        }
    }

    private async Task<Verdict> DecideAsync(Question question, TRequest request)
    {
        var limit = new CancellationTokenSource(RunLimit, time);
        CancellationToken over = limit.Token;
        using CancellationTokenRegistration closing = _closed.Token.Register(limit.Cancel);

        // Code that can be stopped is, when nobody waits; other code keeps its turn, or who hangs up would have more than his turns.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(over, question.Nobody);
        CancellationToken stopped = stop.Token;
        Task<Verdict> run = Task.Run(() => authorizer.DecideAsync(request, stopped), CancellationToken.None);
        try
        {
            return await run.WaitAsync(over).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            _ = AbandonAsync(run);
            return new Verdict(Admission.Unavailable, Complaint: $"A decision took more than {RunLimit.TotalSeconds:0} s.");
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            return Busy; // nobody hears it
        }
#pragma warning disable CA1031 // Whatever an authorizer throws lets nobody in.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Verdict.Refused with { Complaint = failure.Message };
        }
        finally
        {
            _ = WhenEndedAsync(run, () =>
            {
                stop.Dispose();
                limit.Dispose();
            });
        }
    }

    private Task AbandonAsync(Task<Verdict> run)
    {
        Interlocked.Increment(ref _abandoned);
        return WhenEndedAsync(run, () => Interlocked.Decrement(ref _abandoned));
    }

    // A run may end long after its limit, or never; how it ends is of no account any more.
    private static Task WhenEndedAsync(Task<Verdict> run, Action then) => run.ContinueWith(
        ended =>
        {
            _ = ended.Exception;
            then();
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
