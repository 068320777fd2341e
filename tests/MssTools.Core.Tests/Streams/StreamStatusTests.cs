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
