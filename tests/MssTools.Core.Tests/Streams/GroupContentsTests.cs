using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Streams;
using Xunit;

namespace MssTools.Core.Tests.Streams;

public class GroupContentsTests
{
    private static readonly Content s_eng = Contents.Sound("eng");
    private static readonly Content s_fra = Contents.Sound("fra");

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "eng")]
    public void Name_OnlySound_IsAudioWhateverItsLanguage(bool isAsked, string? language)
    {
        var contents = new GroupContents(isAsked);
        contents.Meet([[Contents.Video, s_eng], [Contents.Video, Contents.Audio]]);

        Assert.Equal(Contents.Audio with { Language = language }, contents.Name(s_eng, [Contents.Video, s_eng], []));
        Assert.Equal(Contents.Audio with { Language = language }, contents.Name(Contents.Audio, [Contents.Video, Contents.Audio], []));
        Assert.Equal(Contents.Video, contents.Name(Contents.Video, [Contents.Video, s_eng], []));
    }

    [Fact]
    public void Name_SeveralSounds_AreNamedByLanguageInAllRenditions()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Contents.Video, s_eng, s_fra], [Contents.Video, s_fra, s_eng], [Contents.Video, Contents.Audio]]);

        Assert.Equal(s_fra, contents.Name(s_fra, [Contents.Video, s_eng, s_fra], [Contents.Video, s_eng]));
        Assert.Equal(s_fra, contents.Name(s_fra, [Contents.Video, s_fra, s_eng], [Contents.Video]));
        Assert.Equal(s_eng, contents.Name(Contents.Audio, [Contents.Video, Contents.Audio], [Contents.Video]));
    }

    // The name is in folders and addresses: it stays when more come.
    [Fact]
    public void Name_SoundThatComesLater_LeavesTheFirstItsName()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Contents.Video, s_eng]]);

        Assert.Equal("audio", contents.Name(s_eng, [Contents.Video, s_eng], []).Name);
        Assert.Equal(s_fra, contents.Name(s_fra, [s_fra], [Contents.Video, Contents.Audio]));
        Assert.Equal("audio-2", contents.Name(Contents.Audio, [Contents.Audio], [Contents.Video, Contents.Audio, s_fra]).Name);
    }

    [Fact]
    public void Name_FirstSoundOfAGroupOfPictures_IsAudio()
    {
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Contents.Video]]);

        Assert.Equal(Contents.Audio, contents.Name(s_fra, [s_fra], [Contents.Video]));
    }

    // Players do not switch between codecs, so one StreamIndex has one.
    [Fact]
    public void Name_AnotherCodec_IsAContentOfItsOwn()
    {
        Content other = Content.Pictures("HEVC");
        Content sound = Content.Sound("E-AC-3", "eng", number: 2);
        var contents = new GroupContents(isAsked: false);
        contents.Meet([[Contents.Video, s_eng, sound], [other, s_eng]]);

        Assert.Equal("video-2", contents.Name(other, [other, s_eng], []).Name);
        Assert.Equal("video", contents.Name(Contents.Video, [Contents.Video, s_eng], []).Name);
        Assert.Equal("audio_eng-2", contents.Name(sound, [Contents.Video, s_eng, sound], [Contents.Video, s_eng]).Name);
        Assert.True(GroupLayout.IsContent("video-2"));
    }
}
