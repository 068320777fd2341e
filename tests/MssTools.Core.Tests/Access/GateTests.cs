using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Access;
using Xunit;

namespace MssTools.Core.Tests.Access;

public class GateTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Verdict>> _open = new();

    [Fact]
    public async Task Ask_SameCredentialWithinSeconds_IsDecidedOnce()
    {
        using var authorizer = new FakeAuthorizer<string>(r => r == "good" ? Verdict.Allowed : Verdict.Refused);
        using Gate<string> gate = Gate(authorizer);

        foreach ((string who, Admission expected) in new[]
            { ("good", Admission.Allowed), ("good", Admission.Allowed), ("bad", Admission.Refused), ("bad", Admission.Refused) })
        {
            Assert.Equal(expected, (await gate.AskAsync(who, default)).Admission);
        }

        Assert.Equal(["good", "bad"], authorizer.Asked);
        _time.Advance(Gate<string>.Trust + s_moment);
        await gate.AskAsync("good", default);
        Assert.Equal(["good", "bad", "good"], authorizer.Asked);
    }

    [Fact]
    public async Task Ask_ManyAtOnce_FewRunAndAllAreAnswered()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);

        Task<Verdict>[] asked = [.. Enumerable.Range(0, 25).Select(i => gate.AskAsync($"{i}", default).AsTask())];
        for (int answered = 0; answered < 25; answered++)
        {
            await UntilAsync(() => _open.Count == Math.Min(25, answered + Gate<string>.MostRunning));
            Assert.True(_open[$"{answered}"].TrySetResult(Verdict.Allowed));
            await asked[answered];
        }

        Assert.All(asked, a => Assert.Equal(Admission.Allowed, a.Result.Admission));
    }

    [Fact]
    public async Task Ask_SameCredentialAtOnce_SharesOneDecision()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);

        Task<Verdict>[] asked = [.. Enumerable.Range(0, 200).Select(_ => gate.AskAsync("a", default).AsTask())];
        await UntilAsync(() => _open.ContainsKey("a"));
        _open["a"].SetResult(Verdict.Allowed);

        Assert.All(await Task.WhenAll(asked), verdict => Assert.Equal(Admission.Allowed, verdict.Admission));
        Assert.Single(authorizer.Asked);
    }

    // Code that is stopped because nobody waits may itself wait for who asks the gate.
    [Fact]
    public async Task Leave_CodeThatWaitsForTheGateWhenItIsStopped_HoldsNobodyUp()
    {
        Gate<string>? gate = null;
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var authorizer = new StoppedAuthorizer(asked, () => stopped.TrySetResult(Task.Run(() => gate!.Known).Wait(TimeSpan.FromSeconds(10))));
        using (gate = Gate(authorizer))
        {
            using var gone = new CancellationTokenSource();
            Task<Verdict> answer = gate.AskAsync("a", gone.Token).AsTask();
            await asked.Task;

            await gone.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
            Assert.True(await stopped.Task);
        }
    }

    // Code that cannot be stopped: the answer is not waited for, and others have the turn.
    [Fact]
    public async Task Ask_DecisionsThatNeverEnd_AreGivenUpAndOthersAreDecided()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);
        Task<Verdict>[] stuck = [.. Enumerable.Range(0, Gate<string>.MostRunning).Select(i => gate.AskAsync($"stuck{i}", default).AsTask())];
        await UntilAsync(() => _open.Count == stuck.Length);
        Task<Verdict> good = gate.AskAsync("good", default).AsTask();

        _time.Advance(Gate<string>.RunLimit);

        Assert.All(await Task.WhenAll(stuck), verdict => Assert.Equal(Admission.Unavailable, verdict.Admission));
        Assert.Equal("A decision took more than 5 s.", gate.LastComplaint);
        await UntilAsync(() => _open.ContainsKey("good"));
        _open["good"].SetResult(Verdict.Allowed);
        Assert.Equal(Admission.Allowed, (await good).Admission);
    }

    [Fact]
    public async Task Ask_TooManyNeverEnd_NothingIsAskedUntilOneDoes()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);
        for (int round = 0; round < Gate<string>.MostAbandoned / Gate<string>.MostRunning; round++)
        {
            Task<Verdict>[] stuck = [.. Enumerable.Range(0, Gate<string>.MostRunning).Select(i => gate.AskAsync($"{round}.{i}", default).AsTask())];
            await UntilAsync(() => _open.Count == (round + 1) * Gate<string>.MostRunning);
            _time.Advance(Gate<string>.RunLimit);
            await Task.WhenAll(stuck);
        }

        Assert.Equal(Admission.Unavailable, (await gate.AskAsync("late", default)).Admission);
        Assert.DoesNotContain("late", authorizer.Asked);

        _open["0.0"].SetResult(Verdict.Allowed);
        await UntilAsync(() =>
        {
            _ = gate.AskAsync("late", default).AsTask();
            return _open.ContainsKey("late");
        });
    }

    [Fact]
    public async Task Ask_WaitsTooLongForATurn_IsUnavailableAndMayAskAgain()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);
        for (int i = 0; i < 4 * Gate<string>.MostRunning; i++)
        {
            _ = gate.AskAsync($"{i}", default).AsTask();
        }

        Task<Verdict> last = gate.AskAsync("last", default).AsTask();
        for (int round = 1; round <= 3; round++)
        {
            await UntilAsync(() => _open.Count == round * Gate<string>.MostRunning);
            _time.Advance(Gate<string>.RunLimit);
        }

        Assert.Equal(Admission.Unavailable, (await last).Admission);
        Assert.DoesNotContain("last", authorizer.Asked);
    }

    [Fact]
    public async Task Ask_HasGoneBeforeItsTurn_IsNeverDecided()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);
        for (int i = 0; i < Gate<string>.MostRunning; i++)
        {
            _ = gate.AskAsync($"{i}", default).AsTask();
        }

        await UntilAsync(() => _open.Count == Gate<string>.MostRunning);
        using var gone = new CancellationTokenSource();
        Task<Verdict> asked = gate.AskAsync("gone", gone.Token).AsTask();
        Task<Verdict> next = gate.AskAsync("next", default).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        _open["0"].SetResult(Verdict.Refused);

        await UntilAsync(() => _open.ContainsKey("next"));
        Assert.DoesNotContain("gone", authorizer.Asked);
        _open["next"].SetResult(Verdict.Allowed);
        Assert.Equal(Admission.Allowed, (await next).Admission);
    }

    [Fact]
    public async Task Ask_AuthorizerThrows_IsRefusedAndSaid()
    {
        using var authorizer = new FakeAuthorizer<string>(Verdict (_) => throw new InvalidOperationException("broken"));
        using Gate<string> gate = Gate(authorizer);

        Assert.Equal(Admission.Refused, (await gate.AskAsync("a", default)).Admission);
        Assert.Equal("broken", gate.LastComplaint);
    }

    [Fact]
    public async Task Ask_OneAddressAsksForVeryMuch_AnotherIsDecided()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using var gate = new Gate<string>(authorizer, r => r.Split(':')[0], r => [r], r => [r], _time);
        Task<Verdict>[] flood = [.. Enumerable.Range(0, 2000).Select(i => gate.AskAsync($"a:{i}", default).AsTask())];
        Assert.Equal(2000 - Gate<string>.MostOpenOfOne, flood.Count(f => f.IsCompleted));
        await UntilAsync(() => _open.Count == Gate<string>.MostRunning);

        Task<Verdict> modest = gate.AskAsync("b:1", default).AsTask();
        foreach (string decided in _open.Keys.Take(2).ToArray())
        {
            _open[decided].SetResult(Verdict.Refused);
        }

        await UntilAsync(() => _open.ContainsKey("b:1"));
        _open["b:1"].SetResult(Verdict.Allowed);
        Assert.Equal(Admission.Allowed, (await modest).Admission);
    }

    [Fact]
    public async Task Ask_CouldNotBeDecided_IsAskedAnew()
    {
        using FakeAuthorizer<string> authorizer = Slow();
        using Gate<string> gate = Gate(authorizer);
        Task<Verdict> late = gate.AskAsync("a", default).AsTask();
        await UntilAsync(() => _open.ContainsKey("a"));
        _time.Advance(Gate<string>.RunLimit);
        Assert.Equal(Admission.Unavailable, (await late).Admission);

        Task<Verdict> again = gate.AskAsync("a", default).AsTask();

        await UntilAsync(() => authorizer.Asked.Count == 2);
        _open["a"].SetResult(Verdict.Allowed);
        Assert.Equal(Admission.Allowed, (await again).Admission);
    }

    [Theory]
    [InlineData("?user=bob&token=S3CRETTOKEN", "unknown token S3CRETTOKEN", "unknown token ***")]
    [InlineData("Bearer abcdef123", "not abcdef123", "not ***")]
    [InlineData("Basic Ym9iOnN3b3JkZmlzaA==", "bob may not with swordfish", "bob may not with ***")]
    [InlineData("?t=p%40ssw0rd", "p@ssw0rd?", "***?")]
    public async Task LastComplaint_QuotesAPartOfASecret_IsWithoutIt(string secret, string complaint, string expected)
    {
        using var authorizer = new FakeAuthorizer<string>(Verdict (_) => throw new InvalidOperationException(complaint));
        using Gate<string> gate = Gate(authorizer);

        await gate.AskAsync(secret, default);

        Assert.Equal(expected, gate.LastComplaint);
    }

    [Fact]
    public async Task LastComplaint_RepeatsWhatTheScriptWasShown_IsWithoutItAndItsControlCharacters()
    {
        using var authorizer = new FakeAuthorizer<string>(Verdict (r) => throw new InvalidOperationException($"No row for {r}.\u001b[2J"));
        using Gate<string> gate = Gate(authorizer);

        await gate.AskAsync("t0p-secret", default);

        Assert.Equal("No row for ***.?[2J", gate.LastComplaint);
    }

    [Fact]
    public async Task Ask_ManyCredentials_AreNotKeptForEver()
    {
        using var authorizer = new FakeAuthorizer<string>(_ => Verdict.Allowed);
        using Gate<string> gate = Gate(authorizer);
        for (int i = 0; i < 20_000; i++)
        {
            await gate.AskAsync($"{i}", default);
        }

        Assert.InRange(gate.Known, 1, 4096);
    }

    [Fact]
    public async Task Dispose_EndsQuestionsAndAuthorizer()
    {
        FakeAuthorizer<string> authorizer = Slow();
        Gate<string> gate = Gate(authorizer);
        Task<Verdict>[] asked = [.. Enumerable.Range(0, 20).Select(i => gate.AskAsync($"{i}", default).AsTask())];
        await UntilAsync(() => _open.Count == Gate<string>.MostRunning);

        gate.Dispose();

        Assert.All(await Task.WhenAll(asked), verdict => Assert.Equal(Admission.Unavailable, verdict.Admission));
        Assert.True(authorizer.IsDisposed);
    }

    [Theory]
    [InlineData(new[] { "ab", "c" }, new[] { "a", "bc" })]
    [InlineData(new[] { "a" }, new[] { "a", "" })]
    [InlineData(new[] { "\u00e9" }, new[] { "\u0065\u0301" })]
    public void Asker_WhatIsShownDiffers_HasAnotherCredential(string[] one, string[] other)
    {
        Assert.NotEqual(Asker.Of("1.2.3.4", one), Asker.Of("1.2.3.4", other));
        Assert.NotEqual(Asker.Of("1.2.3.4", one).Credential, Asker.Of("1.2.3.5", one).Credential);
        Assert.Equal(Asker.Of("1.2.3.4", one), Asker.Of("1.2.3.4", [.. one]));
    }

    private Gate<string> Gate(IAuthorizer<string> authorizer) => new(authorizer, _ => "127.0.0.1", r => [r], r => [r], _time);

    private FakeAuthorizer<string> Slow() => new(request =>
    {
        var verdict = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[request] = verdict;
        return verdict.Task;
    });

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(1, limit.Token);
        }
    }

    /// <summary>Decides nothing, and does something when it is stopped.</summary>
    private sealed class StoppedAuthorizer(TaskCompletionSource asked, Action stopped) : IAuthorizer<string>
    {
        public async Task<Verdict> DecideAsync(string request, CancellationToken limit)
        {
            await using CancellationTokenRegistration registration = limit.Register(stopped);
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, limit);
            return Verdict.Refused;
        }

        public void Dispose()
        {
        }
    }
}
