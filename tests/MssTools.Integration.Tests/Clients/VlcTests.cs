using MssTools.Core;
using MssTools.Integration.Tests.Reading;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Clients;

/// <summary>VLC plays groups from our server, by both kinds of address.</summary>
public class VlcTests(ITestOutputHelper output)
{
    private const int PicturesPerSecond = 25;
    private const int SoundsPerSecond = 46;

    /// <summary>
    /// A VLC that writes to a file leaves the last pictures out, whatever it plays, and more of them on a busy machine: seen
    /// were 5 to 20. A fragment has 50.
    /// </summary>
    private const int Lost = 45;

    private static readonly TimeSpan s_patience = Patience.Of(60);

    [PlayerTheory("cvlc", "ffprobe")]
    [InlineData("group/manifest.ismc")]
    [InlineData("group.ism/Manifest")]
    public async Task Play_Recording_PlaysItAll(string url)
    {
        using var folder = new TemporaryFolder();
        ClientGroup group = Packager.Package(folder.FullName, Repository.Samples);
        var engine = new MssEngine(TimeProvider.System);
        MssServer server = engine.StartServer(new ServerDefinition { Root = folder.FullName, Port = 0 });
        using var player = new VlcPlayer(new Uri(server.Url + url));

        await player.FinishAsync(s_patience);

        (int pictures, int sounds) = await player.CountAsync();
        output.WriteLine($"{pictures} pictures and {sounds} frames of sound");
        Assert.False(group.IsLive);
        Assert.InRange(pictures, 20 * PicturesPerSecond - Lost, 20 * PicturesPerSecond);
        Assert.InRange(sounds, 20 * 46.875 - 2 * Lost, 20 * 46.875 + 2);
        Assert.Empty(engine.GetServers().Single().Errors);
        engine.Shutdown();
    }

    // It plays some ten seconds of the window at once, and then must wait for each fragment.
    [PlayerTheory("cvlc", "ffprobe")]
    [InlineData("group/manifest.ismc")]
    [InlineData("group.isml/Manifest")]
    public async Task Play_Live_GoesOnAndOn(string url)
    {
        const int Seconds = 17;
        using var folder = new TemporaryFolder();
        StreamDefinition definition = Packager.Recorded(folder.FullName, Repository.Samples) with { IsLive = true };
        var engine = new MssEngine(TimeProvider.System);
        Packager.Start(engine, definition, Repository.Samples, loop: true);
        MssServer server = engine.StartServer(new ServerDefinition { Root = folder.FullName, Port = 0 });
        using (var limit = new CancellationTokenSource(s_patience))
        {
            while (!File.Exists(definition.ManifestPath) || ClientGroup.Load(definition.GroupFolder).Video.Rows.Count < 4)
            {
                await Task.Delay(100, limit.Token);
            }
        }

        using var player = new VlcPlayer(new Uri(server.Url + url));

        await player.PlayAsync(Seconds * PicturesPerSecond, Seconds * SoundsPerSecond, s_patience);

        Assert.Empty(engine.GetServers().Single().Errors);
        engine.Shutdown();
    }
}
