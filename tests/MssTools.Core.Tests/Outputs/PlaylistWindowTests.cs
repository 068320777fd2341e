using CsCheck;
using MssTools.Core.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Outputs;

public class PlaylistWindowTests
{
    private static readonly StreamDefinition s_rolling = new() { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, ChunkLength = 2 };

    [Fact]
    public void Of_Appending_ListsAndKeepsEverything()
    {
        PlaylistWindow window = PlaylistWindow.Of(s_rolling with { PlaylistType = PlaylistType.Appending });

        Assert.Equal((0, 0, 0L), (window.Unlisted(10_000), window.Expired(10_000), window.Length));
    }

    [Theory]
    [InlineData(null, 5, 0, 0)]
    [InlineData(null, 6, 1, 0)]
    [InlineData(null, 10, 5, 0)]  // as many stay as are listed
    [InlineData(null, 11, 6, 1)]
    [InlineData(0, 6, 1, 1)]
    [InlineData(2, 7, 2, 0)]
    [InlineData(2, 8, 3, 1)]
    public void Of_Rolling_UnlistsAndThenExpiresTheOldest(int? retained, int count, int unlisted, int expired)
    {
        PlaylistWindow window = PlaylistWindow.Of(s_rolling with { StaleRetentionCount = retained });

        Assert.Equal((unlisted, expired), (window.Unlisted(count), window.Expired(count)));
    }

    [Fact]
    public void Of_Rolling_LengthIsTheListedTime() =>
        Assert.Equal(TimeSpan.FromSeconds(10).Ticks, PlaylistWindow.Of(s_rolling).Length);

    [Fact]
    public void Expired_AnyWindow_NeverTakesWhatIsListed() =>
        Gen.Select(Gen.Int[5, 4000], Gen.Int[0, 999_999], Gen.Int[0, 2_000_000]).Sample((listed, retained, count) =>
        {
            PlaylistWindow window = PlaylistWindow.Of(s_rolling with { PlaylistLength = listed, StaleRetentionCount = retained });
            return window.Expired(count) <= window.Unlisted(count) && count - window.Unlisted(count) <= listed;
        });
}
