using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class WorkShareTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Spend_Stranger_HasATurnForEverything() => Assert.False(new WorkShare(new IngestThreads(new ReadTicks(_time)), _time).Spend(1, 0).IsCompleted);

    [Theory]
    [InlineData(IngestLimits.TurnBytes, 0, true)]
    [InlineData(IngestLimits.TurnBytes, 1, false)]
    public void Spend_PublisherAtItsLimitOfBytes_GoesOnAndThenQueues(int first, int second, bool goesOn)
    {
        WorkShare share = Publisher();

        bool isThere = share.Spend(first, 0).IsCompleted;

        Assert.True(isThere);
        Assert.Equal(goesOn, share.Spend(second, 0).IsCompleted);
    }

    [Fact]
    public void Spend_ManyMessages_QueuesUntilTheTimeIsOver()
    {
        WorkShare share = Publisher();

        Assert.False(share.Spend(0, IngestLimits.TurnMessages + 1).IsCompleted);
        Assert.False(share.Spend(1, 0).IsCompleted);
        _time.Advance(IngestLimits.TurnTime);

        Assert.True(share.Spend(1, 1).IsCompleted);
    }

    private WorkShare Publisher() => new(new IngestThreads(new ReadTicks(_time)), _time) { IsStranger = false };
}
