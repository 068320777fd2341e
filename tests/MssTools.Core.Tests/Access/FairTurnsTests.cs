using MssTools.Core.Access;
using Xunit;

namespace MssTools.Core.Tests.Access;

public class FairTurnsTests
{
    [Fact]
    public async Task Take_OneAddressAsksForMany_OthersComeBetween()
    {
        var turns = new FairTurns(1);
        await turns.TakeAsync("greedy", default);
        List<Task> greedy = [.. Enumerable.Range(0, 100).Select(_ => turns.TakeAsync("greedy", default))];
        Task modest = turns.TakeAsync("modest", default);

        turns.GiveBack();
        turns.GiveBack();

        await Task.WhenAll(greedy[0], modest).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.All(greedy[1..], late => Assert.False(late.IsCompleted));
    }

    [Fact]
    public async Task Take_GaveUp_ItsTurnIsTheNextOnes()
    {
        var turns = new FairTurns(1);
        await turns.TakeAsync("a", default);
        using var gone = new CancellationTokenSource();
        Task first = turns.TakeAsync("a", gone.Token);
        Task second = turns.TakeAsync("a", default);
        await gone.CancelAsync();

        turns.GiveBack();

        await second.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task GiveBack_NobodyWaits_IsFreeForTheNext()
    {
        var turns = new FairTurns(2);
        await turns.TakeAsync("a", default);
        await turns.TakeAsync("b", default);
        turns.GiveBack();

        Assert.True(turns.TakeAsync("c", default).IsCompletedSuccessfully);
        Assert.False(turns.TakeAsync("d", default).IsCompleted);
    }
}
