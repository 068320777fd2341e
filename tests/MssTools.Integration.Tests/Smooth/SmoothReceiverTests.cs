using System.Diagnostics;
using Xunit;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>The receiver judges a sender that we did not write: ffmpeg.</summary>
public class SmoothReceiverTests
{
    private static readonly TimeSpan s_patience = Patience.Of(30);

    [ToolFact("ffmpeg")]
    public async Task Receive_FromFfmpeg_ComplainsOfWhatFfmpegIsKnownFor()
    {
        using var receiver = new SmoothReceiver();

        await PushAsync(receiver, "isml+frag_keyframe");

        Assert.Equal(1, receiver.Ends);
        Assert.NotEmpty(receiver.Fragments);
        // Its brand, a src that is empty, and sound that begins before 0; nothing else.
        Assert.Collection(
            receiver.Complaints,
            c => Assert.StartsWith("POST 0: ftyp is ", c, StringComparison.Ordinal),
            c => Assert.Equal("POST 0: A video has src , not Streams.", c),
            c => Assert.Equal("POST 0: A audio has src , not Streams.", c),
            c => Assert.StartsWith("POST 0: A fragment of track 2 begins at -213333;", c, StringComparison.Ordinal));
    }

    [ToolFact("ffmpeg")]
    public async Task Receive_FromFfmpegWithDelayedMoov_ComplainsOfTheOrder()
    {
        using var receiver = new SmoothReceiver();

        await PushAsync(receiver, "isml+frag_keyframe+delay_moov");

        Assert.Contains(receiver.Complaints, c => c.Contains("LiveServerManifest comes out of order", StringComparison.Ordinal));
        Assert.Contains(receiver.Complaints, c => c.Contains("ftyp comes out of order", StringComparison.Ordinal));
    }

    [ToolFact("ffmpeg")]
    public async Task Receive_ResetAfterTwo_HasTwo()
    {
        using var receiver = new SmoothReceiver(new Dictionary<int, Misbehaviour> { [0] = new Misbehaviour.ResetAfter(2) });

        await PushAsync(receiver, "isml+frag_keyframe");

        Assert.Equal(2, receiver.Fragments.Count);
        Assert.Equal(0, receiver.Ends);
    }

    private static async Task PushAsync(SmoothReceiver receiver, string flags)
    {
        using Process ffmpeg = Tool.Start(
            "ffmpeg", Path.GetTempPath(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=8", "-f", "lavfi", "-i",
            "sine=r=48000:d=8", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", "-f", "ismv", "-movflags", flags,
            $"http://127.0.0.1:{receiver.Port}/live1.isml/Streams(encoder)");
        await ffmpeg.WaitForExitAsync().WaitAsync(s_patience);
        Assert.True(SpinWait.SpinUntil(() => receiver.Fragments.Count > 0 && receiver.IsIdle, s_patience));
    }
}
