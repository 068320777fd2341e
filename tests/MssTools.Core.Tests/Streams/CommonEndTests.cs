using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;
using MssTools.Core.Streams;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Streams;

public class CommonEndTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Agree_RenditionsThatEndInOtherFrames_EndAtTheLastOne()
    {
        OpenRun[] runs = await Meet((8000, 9560), (8000, 9520), (8000, 9480));

        Assert.All(runs, run => Assert.Equal(Ms(9560), run.AgreedEnd));
    }

    [Fact]
    public async Task Agree_OneHadBegunTheNextFragment_TheOthersEndWhereItStarts()
    {
        OpenRun[] runs = await Meet((8000, 9960), (10_000, 10_040), (8000, 9920));

        Assert.Equal([Ms(10_000), Ms(10_040), Ms(10_000)], runs.Select(r => r.AgreedEnd!.Value));
    }

    [Fact]
    public async Task Agree_OneIsFarBehind_EndsByItself()
    {
        OpenRun[] runs = await Meet((2000, 3000), (8000, 9000), (8000, 9040));

        Assert.Equal([Ms(3000), Ms(9040), Ms(9040)], runs.Select(r => r.AgreedEnd!.Value));
    }

    [Fact]
    public void Agree_TheOtherHasLeft_WaitsForNobody()
    {
        var end = new CommonEnd(2, Ms(2000), _time);
        end.Leave(1);

        OpenRun run = Open(0, 1500);
        end.Agree(0, Of(run), Timeout.InfiniteTimeSpan);

        Assert.Equal(Ms(1500), run.AgreedEnd);
    }

    // Who ends alone in a live group waits for a moment; who ends much later meets whoever ends then.
    [Fact]
    public async Task Agree_TheOtherGoesOn_EndsAloneAfterPatience()
    {
        var end = new CommonEnd(2, Ms(2000), _time);
        OpenRun first = Open(0, 1500);
        OpenRun second = Open(60_000, 61_000);

        var agreed = Task.Run(() => end.Agree(0, Of(first), TimeSpan.FromSeconds(2)));
        for (int i = 0; i < 200 && !agreed.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(agreed, Task.Delay(50));
        }

        await agreed.WaitAsync(s_limit);
        end.Agree(1, Of(second), Timeout.InfiniteTimeSpan);
        Assert.Equal(Ms(1500), first.AgreedEnd);
        Assert.Equal(Ms(61_000), second.AgreedEnd); // with those who end then
    }

    private async Task<OpenRun[]> Meet(params (int Start, int End)[] runs)
    {
        var end = new CommonEnd(runs.Length, Ms(2000), _time);
        OpenRun[] open = [.. runs.Select(r => Open(r.Start, r.End))];
        await Task.WhenAll(open.Select((run, i) => Task.Run(() => end.Agree(i, Of(run), Timeout.InfiniteTimeSpan)))).WaitAsync(s_limit);
        return open;
    }

    private static OpenRun Open(int start, int end) => new() { Extent = (Ms(start), Ms(end)) };

    private static Dictionary<Content, OpenRun> Of(OpenRun run) => new() { [Contents.Video] = run, [Contents.Audio] = new OpenRun() };
}
