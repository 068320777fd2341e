using MssTools.Core.Outputs;
using MssTools.Core.Streams;
using Xunit;

namespace MssTools.Core.Tests.Streams;

public class StreamStatusTests
{
    // A language that is none is one that never comes: that is said, too.
    [Theory]
    [InlineData("fr", 0)]
    [InlineData("fre", 0)]
    [InlineData("swe", 1)]
    [InlineData("xx", 1)]
    public void Began_LanguageThatWasAskedFor_IsMissedWhereItIsNotThere(string asked, int warnings)
    {
        var definition = new StreamDefinition { LocalStreamNames = ["a"], AudioLanguages = [asked] };
        var status = new StreamStatus(1, "a", 0, definition, TimeProvider.System);

        status.Began(
        [
            new RenditionTrack(0, TestMedia.Video(), 1000),
            new RenditionTrack(0, TestMedia.Audio() with { Content = Contents.Audio with { Language = "fra" } }, 1000),
        ]);

        Assert.Equal(warnings, status.ToModel().Warnings.Count(w => w.Contains($"no sound in '{asked}'", StringComparison.Ordinal)));
    }

    // After hours in which it was called again and again, and all else was forgotten.
    [Fact]
    public void Enter_InputLostAndBack_AreToldAndNotOfTheFirstTime()
    {
        var hub = new EventHub(TimeProvider.System);
        using EventHub.Listener listener = hub.Listen();
        var status = new StreamStatus(1, "a", 0, new StreamDefinition { LocalStreamNames = ["a"] }, TimeProvider.System, hub);

        status.Enter(StreamState.Waiting);
        status.Enter(StreamState.Running);
        status.Lost(new MssException(MssError.SourceFailed, "gone"), TimeSpan.FromSeconds(1));
        for (int i = 0; i < 300; i++)
        {
            status.Unreached(new MssException(MssError.SourceFailed, "gone"), TimeSpan.FromSeconds(30));
        }

        status.Found();

        MssEventKind[] kinds = [.. listener.TakeAll().Select(happened => happened.Kind)];
        Assert.Equal([MssEventKind.StreamState, MssEventKind.StreamState, MssEventKind.InputLost], kinds[..3]);
        Assert.All(kinds[3..^1], kind => Assert.Equal(MssEventKind.StreamState, kind));
        Assert.Equal(MssEventKind.InputBack, kinds[^1]);
    }

    // The stream goes on, and somebody has to see to it all the same: once, until it goes well again.
    [Fact]
    public void Published_DiskIsFull_IsAnErrorOnceAndThenWellAgain()
    {
        var hub = new EventHub(TimeProvider.System);
        var status = new StreamStatus(1, "a", 0, new StreamDefinition { LocalStreamNames = ["a"], GroupName = "g" }, TimeProvider.System, hub);
        status.Enter(StreamState.Running);
        using EventHub.Listener listener = hub.Listen();
        var full = new MssException(MssError.SinkFailed, "no space left");

        status.Published(full);
        status.Published(full);
        status.Published(null);

        List<MssEvent> told = listener.TakeAll();
        MssEvent error = told[0];
        Assert.Equal((MssEventKind.Error, MssError.SinkFailed, StreamState.Running), (error.Kind, error.ErrorCode, error.State));
        Assert.Equal([MssEventKind.ManifestUpdated, MssEventKind.StreamState], told[1..].Select(happened => happened.Kind));
    }

    // The reader that is asked may wait for the thread that brings its media, which tells the status of them.
    [Fact]
    public void ToModel_AsksTheReaderWithoutHoldingOthersUp()
    {
        var status = new StreamStatus(1, "a", 0, new StreamDefinition { LocalStreamNames = ["a"] }, TimeProvider.System);
        status.Opened(null, () => InTime<string[]>(["late"]), () => InTime(3L));

        MssStream model = status.ToModel();
        status.Opened(null, () => [], () => InTime(4L));

        Assert.Equal((3, "'a': late"), (model.LossCount, Assert.Single(model.Warnings)));
        Assert.Equal(7, status.ToModel().LossCount);

        T InTime<T>(T answer)
        {
            Assert.True(Task.Run(status.Found).Wait(TimeSpan.FromSeconds(30)), "Both wait for each other.");
            return answer;
        }
    }
}
