using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class TagQueueTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void TryTake_FewFrames_WaitUntilThereIsWorkForAThread()
    {
        using var queue = new TagQueue();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        queue.Enqueue(Tags.Audio(0));
        queue.Enqueue(Tags.Audio(99));
        List<FlvTag> tags = [];
        Assert.False(queue.TryTake(ref tags, soon.Token));

        queue.Enqueue(Tags.Audio(100));

        Assert.True(queue.TryTake(ref tags, CancellationToken.None));
        Assert.Equal(3, tags.Count);
    }

    [Fact]
    public void TryTake_Completed_GivesTheRestAndThenTheEnd()
    {
        using var queue = new TagQueue();
        queue.Enqueue(Tags.Audio(0));
        queue.Complete();
        List<FlvTag> tags = [];

        Assert.True(queue.TryTake(ref tags, CancellationToken.None));
        Assert.Single(tags);
        Assert.False(queue.TryTake(ref tags, CancellationToken.None));
    }

    [Fact]
    public void Enqueue_TagsWithoutContent_AreBoundedToo()
    {
        using var queue = new TagQueue();
        for (uint i = 0; i < 400_000; i++)
        {
            queue.Enqueue(new FlvTag(FlvTagType.Audio, i, ReadOnlyMemory<byte>.Empty));
        }

        List<FlvTag> tags = [];
        Assert.True(queue.TryTake(ref tags, CancellationToken.None));

        Assert.InRange(tags.Count, 100_000, 399_999);
        Assert.Equal(400_000, tags.Count + queue.Dropped);
    }

    [Fact]
    public void Enqueue_ReaderSleeps_DropsToTheNextKeyframeWithRoomAndCounts()
    {
        using var queue = new TagQueue();
        queue.Enqueue(Tags.VideoHeader(0));
        for (uint i = 0; i < 40; i++)
        {
            queue.Enqueue(Tags.Video(i * 40, isKey: i % 10 == 0, Megabyte));
        }

        queue.Enqueue(Tags.AudioHeader(1600));
        List<FlvTag> tags = [];
        Assert.True(queue.TryTake(ref tags, CancellationToken.None));
        int kept = tags.Count - 1;
        queue.Enqueue(Tags.Video(1600, isKey: false, 10));
        queue.Enqueue(Tags.Audio(1600));
        queue.Enqueue(Tags.Video(1640, isKey: true, 10));
        Assert.True(queue.TryTake(ref tags, CancellationToken.None));

        Assert.Equal(31, kept);
        Assert.Equal((9 + 2, 1), (queue.Dropped, queue.Gaps));
        Assert.Equal([true, true, false], tags.Select(t => t.IsSequenceHeader)); // both, also the one that came meanwhile
        Assert.True(tags[^1].IsKeyframe);
    }

    [Fact]
    public void Enqueue_ReaderOfSoundSleeps_GoesOnWithAnyFrame()
    {
        using var queue = new TagQueue();
        for (uint i = 0; i < 40; i++)
        {
            queue.Enqueue(Tags.Audio(i * 20, Megabyte));
        }

        List<FlvTag> tags = [];
        Assert.True(queue.TryTake(ref tags, CancellationToken.None));
        queue.Enqueue(Tags.Audio(800));
        queue.Complete();
        Assert.True(queue.TryTake(ref tags, CancellationToken.None));

        Assert.Equal(800u, Assert.Single(tags).Timestamp);
        Assert.Equal(9, queue.Dropped); // of 32 MB, a little goes beside the content
    }
}
