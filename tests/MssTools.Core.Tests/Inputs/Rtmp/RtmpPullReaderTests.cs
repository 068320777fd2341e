using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Rtmp;
using MssTools.Core.Media;
using MssTools.Core.Tests.Inputs.Network;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class RtmpPullReaderTests
{
    [Fact]
    public async Task ReadSamples_MetadataBeforeSound_AnnounceThePicture()
    {
        using var server = new LoopbackServer((_, stream, stop) => RtmpPlay.ServeAsync(stream, stop), waitsForRequest: false);

        string address = $"rtmp://127.0.0.1:{server.Port}/live/cam";
        using IMediaReader reader = await Task.Run(() => RtmpPullReader.Open(address, TimeProvider.System, CancellationToken.None));
        List<Sample> samples = await Task.Run(() => reader.ReadSamples(CancellationToken.None).ToList());

        Assert.Single(samples);
        Assert.Equal([Contents.Video, Contents.Audio], reader.Announced.OrderBy(c => c.Kind));
    }
}
