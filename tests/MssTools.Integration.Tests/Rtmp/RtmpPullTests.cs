using MssTools.Integration.Tests.Exactness;
using Xunit;

namespace MssTools.Integration.Tests.Rtmp;

/// <summary>We pull from a server of others, and the fragments hold what was published there.</summary>
public class RtmpPullTests
{
    [NginxRtmpFact]
    public async Task Nginx_PullFromTheFirstFrame_ItsPacketsAreInTheFragments()
    {
        using var nginx = new NginxRtmp();
        using var run = new PushRun();
        string file = await GeneratedMedia.GetAsync("bframes.mp4");
        string address = $"rtmp://127.0.0.1:{nginx.Port}/live/cam";
        run.Engine.AddLocalStream(new LocalStreamDefinition { Name = "pulled", Source = address + "?token=a" });
        run.Await("pulled", "group");
        await Task.Delay(TimeSpan.FromSeconds(4)); // nginx lets players wait for a stream that does not exist yet

        await PushRun.PushAsync(file, address);

        await run.AssertHasPacketsAsync("group", file);
    }

    [Fact]
    public void Ingest_AsTheServerThatIsAsked_IsRefusedWithItsReason()
    {
        using var run = new PushRun();
        run.Engine.AddLocalStream(new LocalStreamDefinition { Name = "self", Source = $"rtmp://127.0.0.1:{run.Port}/live/cam" });

        run.Await("self", "group");

        PushRun.Until(() => run.Engine.GetStreams()[0].State == StreamState.Failed);
        Assert.Equal(MssError.SourceFailed, run.Engine.GetStreams()[0].LastErrorCode);
        Assert.Contains("NetStream.Play.Failed", run.Engine.GetStreams()[0].LastError, StringComparison.Ordinal);
    }
}
