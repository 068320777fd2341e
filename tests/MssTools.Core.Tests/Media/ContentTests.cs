using MssTools.Core.Media;
using Xunit;

namespace MssTools.Core.Tests.Media;

public class ContentTests
{
    [Theory]
    [InlineData(null, null, 1, "audio")]
    [InlineData("fra", null, 1, "audio_fra")]
    [InlineData("fra", null, 2, "audio_fra-2")]
    [InlineData("fra", "description", 1, "audio_fra-description")]
    [InlineData("fra", "description", 3, "audio_fra-description-3")]
    [InlineData(null, null, 2, "audio-2")]
    public void Sound_LanguageRoleNumber_MakeTheName(string? language, string? role, int number, string name) =>
        Assert.Equal(new Content(MediaKind.Audio, name, "AAC", language, role), Contents.Sound(language, role, number));

    [Fact]
    public void Sound_NothingKnown_IsTheOnlySound() => Assert.Equal(Contents.Audio, Contents.Sound(null));
}
