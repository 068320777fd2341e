using MssTools.Integration.Tests.Exactness;
using Xunit;

namespace MssTools.Integration.Tests.Clients;

/// <summary>yt-dlp downloads a group from a static web server and makes a file of it, which ffprobe reads.</summary>
public class YtDlpTests
{
    [PlayerTheory("yt-dlp", "ffprobe")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Download_QuickstartGroup_GivesThePacketsOfTheBestSource(bool video)
    {
        using var folder = new TemporaryFolder();
        Packager.Package(folder.FullName, Repository.Samples);
        using var server = new StaticFileServer(folder.FullName);
        string file = folder.PathOf("downloaded");

        await Tool.RunAsync(
            "yt-dlp", "--no-config", "--no-progress", "--fixup", "never", "--no-part", "-f", video ? "bestvideo" : "bestaudio",
            "-o", file, new Uri(server.Address, "group/manifest.ismc").ToString());

        IReadOnlyList<SourcePacket> expected = await SourcePacket.ReadAsync(Repository.Samples[^1], video);
        IReadOnlyList<SourcePacket> actual = await SourcePacket.ReadAsync(file, video);
        Assert.Equal(expected.Select(p => p.Hash), actual.Select(p => p.Hash));
        Assert.Empty(server.Missing);
    }
}
