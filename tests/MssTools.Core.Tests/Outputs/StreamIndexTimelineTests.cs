using MssTools.Core.Media;
using MssTools.Core.Outputs;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

public class StreamIndexTimelineTests
{
    [Fact]
    public void Advance_OneRendition_ListsAtOnce()
    {
        StreamIndexTimeline index = Index(1);

        Store(index, 0, 0, 2);

        Assert.Null(index.Advance());
        Assert.Equal([0, 2], Starts(index));
    }

    [Fact]
    public void Advance_TwoRenditions_ListsWhatBothHave()
    {
        StreamIndexTimeline index = Index(2);

        Store(index, 0, 0, 2, 4);
        Store(index, 1, 0);

        Assert.Null(index.Advance());
        Assert.Equal([0], Starts(index));
        Store(index, 1, 2, 4);
        Assert.Null(index.Advance());
        Assert.Equal([0, 2, 4], Starts(index));
    }

    [Fact]
    public void Advance_LastFragmentsOfDifferentLength_ListsTheLonger()
    {
        StreamIndexTimeline index = Index(2);

        index.Store(0, new FragmentTime(0, Ms(1960)), Video(), 1_000_000);
        index.Store(1, new FragmentTime(0, Ms(2000)), Video(), 1_000_000);
        index.Advance();

        Assert.Equal(new FragmentTime(0, Ms(2000)), Assert.Single(index.Rows));
    }

    [Fact]
    public void Advance_AnotherTime_NamesTheStrayAndBothTimes()
    {
        StreamIndexTimeline index = Index(3);

        Store(index, 0, 0, 2);
        Store(index, 1, 0, 3);
        Store(index, 2, 0, 2);

        Assert.Equal(new Misalignment(1, 0, Contents.Video, Ms(2000), Ms(3000)), index.Advance());
        StreamIndexTimeline own = index.Split(1, "video_2");
        Assert.Null(index.Advance());
        Assert.Null(own.Advance());
        Assert.Equal([0, 2], Starts(index));
        Assert.Equal([0, 3], Starts(own));
        Assert.Equal([0, 2], index.Tracks.Select(t => t.Rendition));
        Assert.Equal([1], own.Tracks.Select(t => t.Rendition));
    }

    [Theory]
    [InlineData(1000, false)] // a tail of a second is no early end,
    [InlineData(1001, true)]  // a longer one is
    public void Advance_OneEnded_TheOthersGoOnWithoutIt(long tailMs, bool splits)
    {
        StreamIndexTimeline index = Index(2);
        Store(index, 0, 0);
        Store(index, 1, 0);
        index.End(1);
        index.Store(0, new FragmentTime(Ms(2000), Ms(tailMs)), Video(), 1_000_000);

        Misalignment? stray = index.Advance();

        Assert.Equal(splits ? new Misalignment(1, 0, Contents.Video, null, null) : null, stray);
        Assert.Equal([0], Starts(index));
    }

    [Fact]
    public void Advance_TheLeaderEnded_IsComparedWithOneThatGoesOn()
    {
        StreamIndexTimeline index = Index(2);
        Store(index, 0, 0);
        Store(index, 1, 0, 2, 4);
        index.End(0);

        Assert.Equal(new Misalignment(0, 1, Contents.Video, null, null), index.Advance());
    }

    [Theory]
    [InlineData(false, 14, false)] // its server may be slower
    [InlineData(false, 16, true)]
    [InlineData(true, 4, false)]   // one fragment may have been under way
    [InlineData(true, 6, true)]
    public void Advance_LiveRenditionLags_TheOthersGoOnWithoutIt(bool isAway, int othersUntil, bool splits)
    {
        StreamIndexTimeline index = Index(2, live: true);
        Store(index, 0, 0);
        Store(index, 1, 0);
        Assert.Null(index.Advance());
        if (isAway)
        {
            index.Leave(1);
        }

        for (int second = 2; second < othersUntil; second += 2)
        {
            Store(index, 0, second);
        }

        Assert.Equal(splits ? new Misalignment(1, 0, Contents.Video, null, null) : null, index.Advance());
    }

    // An encoder started anew: all renditions were away, and one of them came back a fragment earlier.
    [Fact]
    public void Advance_AllWereAway_GoOnTogether()
    {
        StreamIndexTimeline index = Index(2, live: true);
        Store(index, 0, 0, 20, 22, 24);
        Store(index, 1, 0, 22, 24);

        Assert.Null(index.Advance());

        Assert.Equal([0, 22, 24], Starts(index));
    }

    [Fact]
    public void Advance_OneMissedAFragment_IsTheStray()
    {
        StreamIndexTimeline index = Index(2, live: true);
        Store(index, 0, 0, 4, 6); // the leader lacks 2
        Store(index, 1, 0, 2, 4, 6);

        Assert.Equal(0, index.Advance()!.Rendition);
    }

    [Fact]
    public void Advance_LostFragment_IsListedForNobody()
    {
        StreamIndexTimeline index = Index(2, live: true);
        Store(index, 0, 0, 2, 4);
        Store(index, 1, 0);
        index.Store(1, TestGroup.Times(2)[0], track: null, 1_000_000);
        Store(index, 1, 4);

        Assert.Null(index.Advance());
        Assert.Equal([0, 4], Starts(index));
    }

    // One rendition was stopped a frame before the end of the fragment; the others went on.
    [Fact]
    public void Split_LastFragmentsOfDifferentLength_EachListsItsOwn()
    {
        StreamIndexTimeline index = Index(2);
        index.Store(0, new FragmentTime(0, Ms(2000)), Video(), 1_000_000);
        index.Store(1, new FragmentTime(0, Ms(1980)), Video(), 1_000_000);
        index.Store(0, new FragmentTime(Ms(2000), Ms(2000)), Video(), 1_000_000);
        index.End(1);
        Assert.Equal(1, index.Advance()!.Rendition);

        StreamIndexTimeline own = index.Split(1, "video_2");

        Assert.Equal(Ms(1980), Assert.Single(own.Rows).Duration);
        Assert.Equal(Ms(2000), Assert.Single(index.Rows).Duration);
    }

    [Fact]
    public void RemoveOldest_AfterRestore_TakesTheEarlierRunsRowsFirst()
    {
        StreamIndexTimeline index = Index(1);
        index.Restore(TestGroup.Times(0, 2));
        Store(index, 0, 6);
        index.Advance();

        IReadOnlyList<FragmentTime> removed = index.RemoveOldest(2);

        Assert.Equal([0, 2], removed.Select(r => r.Time / Timescale.Ticks));
        Assert.Equal([6], Starts(index));
    }

    private static StreamIndexTimeline Index(int renditions, bool live = false)
    {
        var index = new StreamIndexTimeline(Contents.Video, "video", live ? Ms(2000) : null);
        for (int i = 0; i < renditions; i++)
        {
            index.Add(new RenditionTrack(i, Video(), 1_000_000 + i));
        }

        return index;
    }

    private static void Store(StreamIndexTimeline index, int rendition, params long[] seconds)
    {
        foreach (FragmentTime time in TestGroup.Times(seconds))
        {
            index.Store(rendition, time, Video(), 1_000_000 + rendition);
        }
    }

    private static IEnumerable<long> Starts(StreamIndexTimeline index) => index.Rows.Select(r => r.Time / Timescale.Ticks);
}
