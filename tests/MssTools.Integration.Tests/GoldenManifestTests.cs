using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>The manifest of the quickstart group, byte for byte. MSS_UPDATE_GOLDEN=1 writes it anew.</summary>
public class GoldenManifestTests
{
    [Fact]
    public void Package_Quickstart_WritesTheGoldenManifest()
    {
        string golden = Repository.PathOf("tests/golden/manifests/quickstart.ismc");
        using var folder = new TemporaryFolder();

        ClientGroup group = Packager.Package(folder.FullName, Repository.Samples);

        if (Environment.GetEnvironmentVariable("MSS_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllBytes(golden, group.Manifest);
        }

        Assert.Equal(File.ReadAllText(golden), System.Text.Encoding.UTF8.GetString(group.Manifest));
    }

    [Fact]
    public void Package_OneStream_HasTheFoldersOfOneStream()
    {
        using var folder = new TemporaryFolder();

        ClientGroup group = Packager.Package(folder.FullName, Repository.Samples[0]);

        Assert.Equal("low/video/{bitrate}/{start time}.fmp4", (string?)group.Video.Element.Attribute("Url"));
        Assert.Equal("low/audio/{bitrate}/{start time}.fmp4", (string?)group.Audio.Element.Attribute("Url"));
    }

    [Fact]
    public void Package_MillisecondTimeScale_KeepsTheLaws()
    {
        using var folder = new TemporaryFolder();
        StreamDefinition definition = Packager.Recorded(folder.FullName, Repository.Samples) with { TimeScale = 1000 };

        ClientGroup group = Packager.Package(definition, Repository.Samples);

        Assert.Equal((1000, 3), (group.TimeScale, group.Video.Levels.Count));
    }
}
