using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Network;

/// <summary>A real RTSP server sends a file; the packets that come out of the fragments are those of the file.</summary>
public class RtspTests(ITestOutputHelper output)
{
    private static readonly int[] s_notSent = [7, 8, 9]; // the server puts parameter sets into its description

    [RtspServerTheory]
    [InlineData("broadcast.ts", "")]
    [InlineData("broadcast.ts", "?transport=udp")]
    [InlineData("lowdelay.ts", "")]
    [InlineData("lowdelay.ts", "?transport=udp")]
    public async Task Server_SendsAFile_IsTheFile(string name, string options)
    {
        string file = await GeneratedMedia.GetAsync(name);
        using RtspServer server = await RtspServer.StartAsync(file);
        using var run = new NetworkRun($"rtsp://127.0.0.1:{server.Port}/live{options}");

        ClientGroup group = run.AwaitCompleted();

        // The server drops the first audio frame, which lies before the first picture.
        long spread = await ElementaryStreams.AssertSameAsync(
            group, file, cut: 1, ignored: s_notSent, tolerance: TimeSpan.TicksPerMillisecond, ownDecodeTimes: true);
        output.WriteLine($"{name}{options}: times within {spread / 10.0} us of one shift");
    }

    [RtspServerTheory]
    [InlineData("viewer:secret@", StreamState.Running)]
    [InlineData("viewer:wrong@", StreamState.Failed)]
    [InlineData("", StreamState.Failed)]
    public async Task Server_WithDigest_WantsThePassword(string user, StreamState expected)
    {
        string file = await GeneratedMedia.GetAsync("broadcast.ts");
        using RtspServer server = await RtspServer.StartAsync(file, "viewer", "secret", "md5");
        using var run = new NetworkRun($"rtsp://{user}127.0.0.1:{server.Port}/live");

        if (expected == StreamState.Running)
        {
            run.AwaitRunning();
            Assert.NotEmpty(run.AwaitCompleted().Indexes);
        }
        else
        {
            MssStream stream = run.AwaitFailed();
            Assert.Equal(MssError.AccessDenied, stream.LastErrorCode);
            Assert.DoesNotContain("wrong", stream.LastError, StringComparison.Ordinal);
        }
    }
}
