using MssTools.Core.Media;
using MssTools.Core.Streams;
using Xunit;

namespace MssTools.Core.Tests.Streams;

public class GroupContentsTests
{
    private static readonly Content s_eng = Content.Sound("eng");
    private static readonly Content s_fra = Content.Sound("fra");

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "eng")]
    public void Name_OnlySound_IsAudioWhateverItsLanguage(bool isAsked, string? language)
    {
        var contents = new GroupContents(isAsked);
        contents.Meet([[Content.Video, s_eng], [Content.Video, Content.Audio]]);

        Assert.Equal(Content.Audio with { Language = language }, contents.Name(s_eng, [Content.Video, s_eng], []));
        Assert.Equal(Content.Audio with { Language = language }, contents.Name(Content.Audio, [Content.Video, Content.Audio], []));
        Assert.Equal(Content.Video, contents.Name(Content.Video, [Content.Video, s_eng], []));
    }

    [Fact]
    public void Name_SeveralSounds_AreNamedByLanguageInAllRenditions()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Content.Video, s_eng, s_fra], [Content.Video, s_fra, s_eng], [Content.Video, Content.Audio]]);

        Assert.Equal(s_fra, contents.Name(s_fra, [Content.Video, s_eng, s_fra], [Content.Video, s_eng]));
        Assert.Equal(s_fra, contents.Name(s_fra, [Content.Video, s_fra, s_eng], [Content.Video]));
        Assert.Equal(s_eng, contents.Name(Content.Audio, [Content.Video, Content.Audio], [Content.Video]));
    }

    // The name is in folders and addresses: it stays when more come.
    [Fact]
    public void Name_SoundThatComesLater_LeavesTheFirstItsName()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Content.Video, s_eng]]);

        Assert.Equal("audio", contents.Name(s_eng, [Content.Video, s_eng], []).Name);
        Assert.Equal(s_fra, contents.Name(s_fra, [s_fra], [Content.Video, Content.Audio]));
        Assert.Equal("audio-2", contents.Name(Content.Audio, [Content.Audio], [Content.Video, Content.Audio, s_fra]).Name);
    }

    [Fact]
    public void Name_FirstSoundOfAGroupOfPictures_IsAudio()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Content.Video]]);

        Assert.Equal(Content.Audio, contents.Name(s_fra, [s_fra], [Content.Video]));
    }
}
