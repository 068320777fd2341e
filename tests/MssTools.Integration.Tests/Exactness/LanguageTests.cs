using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>Inputs with several sounds: each is a StreamIndex of its own, with the packets that ffmpeg finds in the input.</summary>
public sealed class LanguageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("languages.mp4")]
    [InlineData("languages-fragmented.mp4")]
    [InlineData("languages.ts")]
    public async Task Package_SeveralLanguages_EachHasItsOwnPackets(string name)
    {
        string file = await GeneratedMedia.GetAsync(name);

        ClientGroup group = Packager.Package(_folder.FullName, file);

        Assert.Equal(["video", "audio_eng", "audio_fra", "audio_deu"], group.Indexes.Select(i => i.Name));
        Assert.Equal([null, "eng", "fra", "deu"], group.Indexes.Select(i => (string?)i.Element.Attribute("Language")));
        for (int i = 0; i < 3; i++)
        {
            await AssertSoundAsync(group, group.Indexes[i + 1], await SoundOfAsync(file, i));
        }
    }

    // One sound alone is what it always was: the language is told only to who asked for it.
    [ToolTheory("ffmpeg", "ffprobe")]
    [InlineData("fr", "fra", 1)]
    [InlineData("ger", "deu", 2)]
    public async Task Package_OneLanguageAskedFor_IsTheOnlySound(string asked, string listed, int track)
    {
        string file = await GeneratedMedia.GetAsync("languages.mp4");

        ClientGroup group = Packager.Package(Packager.Recorded(_folder.FullName, file) with { AudioLanguages = [asked] }, [file]);

        Assert.Equal(["video", "audio"], group.Indexes.Select(i => i.Name));
        Assert.Equal(listed, (string?)group.Audio.Element.Attribute("Language"));
        await AssertSoundAsync(group, group.Audio, await SoundOfAsync(file, track));
    }

    [ToolFact("ffmpeg", "ffprobe")]
    public async Task Package_RenditionsOfWhichOneHasASingleSound_ShareItsLanguage()
    {
        string[] files = [await GeneratedMedia.GetAsync("languages.mp4"), await GeneratedMedia.GetAsync("english.mp4")];

        ClientGroup group = Packager.Package(Packager.Recorded(_folder.FullName, files) with { Bandwidths = [2_000_000, 1_000_000] }, files);

        Assert.Equal(["video 2", "audio_eng 2", "audio_fra 1", "audio_deu 1"], group.Indexes.Select(i => $"{i.Name} {i.Levels.Count}"));
        await AssertSoundAsync(group, group.Indexes[1], await SoundOfAsync(files[1], 0), level: 1);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> SoundOfAsync(string file, int track)
    {
        string sound = Path.Join(_folder.FullName, $"{Guid.NewGuid():n}.m4a");
        await Tool.RunAsync("ffmpeg", ["-v", "error", "-i", file, "-map", $"0:a:{track}", "-c", "copy", sound]);
        return sound;
    }

    private static async Task AssertSoundAsync(ClientGroup group, ClientIndex index, string file, int level = 0)
    {
        IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(file, video: false);
        IReadOnlyList<ClientSample> own = group.SamplesOf(index, index.Levels[level]);

        Assert.Equal(source.Select(p => p.Hash), own.Select(s => SourcePacket.HashOf(s.Data)));
    }
}
