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

    // Strangers, and who sends much, are read as soon as something comes.
    [Theory]
    [InlineData(false, 1000, true)]
    [InlineData(false, IngestLimits.SmallRead + 1, false)]
    [InlineData(true, 1000, false)]
    public void WhenToRead_PublisherThatSendsLittle_Waits(bool isStranger, int bytes, bool waits) =>
        Assert.Equal(waits, new WorkShare(new IngestThreads(new ReadTicks(_time)), _time) { IsStranger = isStranger }.WhenToRead(bytes) is not null);

    [Fact]
    public void WhenToRead_WithoutTicks_IsNow() =>
        Assert.Null(new WorkShare(new IngestThreads(), _time) { IsStranger = false }.WhenToRead(1));
}
