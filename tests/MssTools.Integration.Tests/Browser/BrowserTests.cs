using System.Diagnostics;
using System.Xml.Linq;
using MssTools.Core;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Integration.Tests.Browser;

/// <summary>The pages in Chromium: what viewers see, press and hear of errors. Screenshots are left in <c>artifacts/screenshots</c>.</summary>
public sealed class BrowserTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    [BrowserFact]
    public async Task Recording_PlaysSeeksAndSwitches()
    {
        Record("film");

        await DriveAsync("vod");

        Assert.Empty(_engine.GetServers().Single().Errors);
    }

    // The clock is the real one, because the browser has no other.
    [BrowserFact]
    public async Task Live_PlaysForAMinuteSeeksSwitchesAndBecomesARecording()
    {
        StreamDefinition definition = Packager.Recorded(_folder.FullName, Repository.Samples) with
        {
            GroupName = "channel",
            IsLive = true,
            PlaylistType = PlaylistType.Rolling,
            PlaylistLength = 20,
        };
        IReadOnlyList<MssStream> streams = Packager.Start(_engine, definition, Repository.Samples, loop: true);
        await ListedAsync(definition, fragments: 6);

        await DriveAsync("live", at: "END", () =>
        {
            foreach (MssStream stream in streams)
            {
                _engine.StopStream(stream.Id);
            }
        });

        Assert.Empty(_engine.GetServers().Single().Errors);
    }

    [BrowserFact]
    public async Task Presentation_PlaysSeeksAndSwitches()
    {
        using var made = new TemporaryFolder();
        StreamDefinition definition = Packager.Recorded(made.FullName, Repository.Samples) with { GroupName = "film" };
        Packager.AwaitEnd(_engine, Packager.Start(_engine, definition, Repository.Samples), StreamState.Completed);
        new MssEngine(TimeProvider.System).Export(
            new ExportDefinition { Source = definition.ManifestPath, Destination = _folder.FullName, Format = ExportFormat.Ism }, (_, _) => { }, CancellationToken.None);

        await DriveAsync("presentation");

        Assert.Empty(_engine.GetServers().Single().Errors);
    }

    [BrowserFact]
    public async Task ReceivedGroup_PlaysLiveAndAfterItsEnd()
    {
        MssServer server = _engine.StartServer(new ServerDefinition { Root = _folder.FullName, Port = 0 });
        _engine.AddPoint(new PointDefinition { Name = "live1", ServerId = server.Id });
        using Process encoder = Tool.Start("ffmpeg", Environment.CurrentDirectory,
        [
            "-v", "error", "-re", "-stream_loop", "-1", "-i", Repository.Samples[0], "-c", "copy", "-f", "ismv", "-movflags", "isml+frag_keyframe",
            $"http://127.0.0.1:{server.Port}/live1.isml/Streams(a)",
        ]);
        using var limit = new CancellationTokenSource(Patience.Of(60));
        while (!File.Exists(_folder.PathOf("live1/manifest.ismc")))
        {
            await Task.Delay(100, limit.Token);
        }

        await DriveAsync("received", at: "END", () => _engine.StopPoint(server.Id, "live1"));
        await encoder.WaitForExitAsync();
    }

    [BrowserFact]
    public async Task Pages_AreFitForAllScreensAndKeyboards()
    {
        Record("film");
        Record("evening news/part 1");
        StreamDefinition live = Packager.Recorded(_folder.FullName, Repository.Samples) with { GroupName = "channel", IsLive = true };
        Packager.Start(_engine, live, Repository.Samples, loop: true);
        await ListedAsync(live, fragments: 2);

        await DriveAsync("looks");
    }

    [BrowserFact]
    public async Task HostileNames_AreTextOnly()
    {
        const string Evil = "<img src=x onerror=globalThis.stolen=3><script>globalThis.stolen=4</script>";
        Record("Früh spät");
        Record("odd");
        if (!OperatingSystem.IsWindows())
        {
            Directory.Move(_folder.PathOf("odd"), _folder.PathOf("<b onmouseover=alert(1)>"));
            Record("odd");
        }

        string manifest = _folder.PathOf("odd/manifest.ismc");
        XElement root = XElement.Parse(File.ReadAllText(manifest));
        foreach (XElement index in root.Elements("StreamIndex"))
        {
            index.SetAttributeValue("Type", $"video{Evil}");
            index.SetAttributeValue("Name", Evil);
            index.Elements("QualityLevel").First().SetAttributeValue("FourCC", Evil);
        }

        File.WriteAllText(manifest, root.ToString());

        await DriveAsync("hostile");
    }

    [BrowserFact]
    public async Task SoundAlone_PlaysWithoutABlackBox()
    {
        Record("film");
        Record("radio");
        string manifest = _folder.PathOf("radio/manifest.ismc");
        XElement root = XElement.Load(manifest);
        root.Elements("StreamIndex").Single(index => index.Attribute("Type")!.Value == "video").Remove();
        File.WriteAllText(manifest, root.ToString());

        await DriveAsync("sound");
    }

    [BrowserFact]
    public async Task GroupThatComesLater_PlaysWithoutAReload()
    {
        Record("film");

        await DriveAsync("none", at: "APPEAR", () => Record("none"));
    }

    [BrowserFact]
    public async Task ModuleWithoutDashJs_SaysSo()
    {
        Record("film");
        string pages = _folder.PathOf(".pages");
        Directory.CreateDirectory(pages);
        foreach (string file in Directory.EnumerateFiles(Chromium.Pages))
        {
            File.Copy(file, Path.Join(pages, Path.GetFileName(file)));
        }

        await DriveAsync("missing", pages: pages);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Shutdown();
        _folder.Dispose();
    }

    private void Record(string name)
    {
        string folder = Path.Join(_folder.FullName, Path.GetDirectoryName(name));
        StreamDefinition definition = Packager.Recorded(folder, Repository.Samples) with { GroupName = Path.GetFileName(name) };
        Packager.AwaitEnd(_engine, Packager.Start(_engine, definition, Repository.Samples), StreamState.Completed);
    }

    private static async Task ListedAsync(StreamDefinition definition, int fragments)
    {
        using var limit = new CancellationTokenSource(Patience.Of(60));
        while (!File.Exists(definition.ManifestPath) || Reading.ClientGroup.Load(definition.GroupFolder).Video.Rows.Count < fragments)
        {
            await Task.Delay(100, limit.Token);
        }
    }

    // at: a line of the scenario's, at which something happens on the server.
    private Task DriveAsync(string scenario, string? at = null, Action? happens = null, string? pages = null)
    {
        MssServer server = _engine.StartServer(new ServerDefinition { Root = _folder.FullName, Port = 0, PageFolder = pages ?? Chromium.Pages });
        return Chromium.RunAsync(scenario, server.Url, line =>
        {
            output.WriteLine(line);
            if (line == at)
            {
                happens!();
            }
        });
    }
}
