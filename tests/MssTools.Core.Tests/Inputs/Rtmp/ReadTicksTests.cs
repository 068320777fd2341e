using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class ReadTicksTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Next_AllWhoWait_GoOnTogether()
    {
        var ticks = new ReadTicks(_time);
        Task first = ticks.Next();
        _time.Advance(TimeSpan.FromMilliseconds(39));
        Task second = ticks.Next();
        Assert.False(first.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        await Task.WhenAll(first, second).WaitAsync(s_limit);
        Task third = ticks.Next();
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        await third.WaitAsync(s_limit);
    }

    [Theory]
    [InlineData(false, true, 1000, true)]
    [InlineData(false, false, 1000, false)]
    [InlineData(false, true, IngestLimits.TurnBytes + 1, false)]
    [InlineData(true, true, 1000, false)]
    public void WhenToRead_PublisherThatSendsLittle_Waits(bool isStranger, bool isDrained, int bytes, bool waits)
    {
        WorkShare share = Share(isStranger, new ReadTicks(_time));

        share.Spend(bytes, messages: 0);

        Assert.Equal(waits, share.WhenToRead(isDrained) is not null);
    }

    // A file that is pushed as fast as it goes is not slowed down wherever it is drained for a moment; afterwards it is.
    [Fact]
    public void WhenToRead_MuchInTheTimeBefore_IsNow()
    {
        WorkShare share = Share(isStranger: false, new ReadTicks(_time));
        share.Spend(IngestLimits.TurnBytes + 1, messages: 0);

        _time.Advance(IngestLimits.TurnTime);
        share.Spend(1, messages: 0);
        Assert.Null(share.WhenToRead(isDrained: true));
        _time.Advance(IngestLimits.TurnTime);
        share.Spend(1, messages: 0);

        Assert.NotNull(share.WhenToRead(isDrained: true));
    }

    private WorkShare Share(bool isStranger, ReadTicks ticks) =>
        new(new IngestThreads(ticks), _time) { IsStranger = isStranger };
}
