using MssTools.Core.Manifests;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>A process that ends and one that follows it: the broadcast goes on.</summary>
public sealed class SuspendTests : IDisposable
{
    private const int TsPacket = 188;
    private const int Pictures = 0x100; // PID

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly FastTime _time = new(s_noon);
    private readonly StreamDefinition _live;

    public SuspendTests() => _live = TestGroup.Define(_folder.Join("web"), "a") with { IsLive = true, ChunkLength = 1, LookAheadFragmentCount = 2 };

    // What the look-ahead holds waits for the successors that it announces, and so does whoever plays the group.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Suspend_LiveGroup_TheNextRunGoesOnAndEveryFragmentAnnouncesWhatFollows(int lookAhead)
    {
        StreamDefinition definition = _live with { LookAheadFragmentCount = lookAhead, MirrorTo = [_folder.Join("mirror")] };
        await SuspendAfter(definition, fragments: 3);

        ClientManifest between = Read(definition);
        Assert.True(between.IsLive);
        Assert.Equal(lookAhead, Held("web").Count(path => path.Contains("/video/", StringComparison.Ordinal)));
        Assert.Equal(Held("web"), Held("mirror"));
        Assert.All(Held("web"), path => Assert.DoesNotContain(between.StreamIndexes.SelectMany(i => i.Fragments), f => path.Contains($".{f.Time}.", StringComparison.Ordinal)));

        await SuspendAfter(definition, fragments: between.StreamIndexes[0].Fragments.Count + lookAhead + 3);

        ClientManifest after = Read(definition);
        Assert.Equal(between.StreamIndexes[0].Fragments, after.StreamIndexes[0].Fragments.Take(between.StreamIndexes[0].Fragments.Count));
        Assert.All(after.StreamIndexes, index => Assert.True(index.Fragments.Zip(index.Fragments.Skip(1)).All(pair => pair.First.End <= pair.Second.Time)));
        Assert.Equal(File.ReadAllBytes(definition.ManifestPath), File.ReadAllBytes(_folder.Join("mirror", "group", "manifest.ismc")));
        Assert.Empty(await Errors(definition.ManifestPath));
        Assert.Empty(await Errors(_folder.Join("mirror", "group", "manifest.ismc")));
    }

    [Fact]
    public async Task Suspend_ThenAnotherDefinition_WhatWasHeldIsGone()
    {
        await SuspendAfter(_live, fragments: 2);
        Assert.NotEmpty(Held("web"));

        var engine = new MssEngine(_time);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true });
        engine.Start(_live with { Resume = false });
        Assert.Empty(Held("web"));
        engine.Shutdown();
    }

    [Fact]
    public async Task Suspend_HeldFileIsDamaged_TheOthersGoOn()
    {
        await SuspendAfter(_live, fragments: 2);
        string[] held = Held("web");
        File.WriteAllBytes(_folder.Join("web", held[0]), [1, 2, 3]);

        await SuspendAfter(_live, fragments: Read(_live).StreamIndexes[0].Fragments.Count + held.Length + 1);

        ClientManifest after = Read(_live);
        Assert.True(after.IsLive);
        Assert.All(after.StreamIndexes.SelectMany(i => i.Fragments).Distinct(), fragment => Assert.True(fragment.Duration > 0));
    }

    [Fact]
    public async Task Suspend_Recording_IsLeftAlone()
    {
        var engine = new MssEngine(_time);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip });
        int id = engine.Start(_live with { IsLive = false }).Single().Id;
        await Task.Run(() => engine.WaitForEnd(id, s_limit, default));

        engine.Suspend();

        Assert.False(Read(_live).IsLive);
        MssException refused = Assert.Throws<MssException>(() => engine.Start(_live));
        Assert.Equal(MssError.Unavailable, refused.Code);
    }

    // Who joins a broadcast between two GOPs has its sound first. A node that ends just after it took a group over is such a one.
    [Fact]
    public async Task Suspend_BeforeThePicturesCame_TheBroadcastStaysAsItIs()
    {
        string clip = GoldenFiles.PathOf("inputs", "bframes.ts");
        await SuspendAfter(_live, fragments: 3, clip);
        byte[] before = File.ReadAllBytes(_live.ManifestPath);
        string sound = _folder.Join("sound.ts");
        File.WriteAllBytes(sound, [.. File.ReadAllBytes(clip).Chunk(TsPacket).Where(packet => (((packet[1] & 0x1F) << 8) | packet[2]) != Pictures).SelectMany(b => b)]);
        var engine = new MssEngine(TimeProvider.System);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = sound, Follow = true });
        engine.Start(_live with { TrackTimeout = 300 });
        await Eventually.Until(() => engine.GetStreams().Single().State == StreamState.Running);

        await Task.Run(engine.Suspend).WaitAsync(s_limit);

        Assert.Equal(before, File.ReadAllBytes(_live.ManifestPath));
        Assert.Single(Directory.GetFiles(_live.GroupFolder, "*.ismc"));
        await SuspendAfter(_live, fragments: 6, clip);
        Assert.Single(Directory.GetFiles(_live.GroupFolder, "*.ismc"));
    }

    [Theory]
    [InlineData("a/video/100/70000.fmp4", "a/video/100/.70000.fmp4.held")]
    [InlineData("70000.fmp4", ".70000.fmp4.held")]
    public void HeldPath_AndBack_IsThePath(string path, string held)
    {
        Assert.Equal(held, GroupLayout.HeldPathOf(path));
        Assert.Equal(path, GroupLayout.PathOfHeld(held));
        Assert.Null(GroupLayout.PathOfHeld(path));
        Assert.True(GroupLayout.IsFragmentName(Path.GetFileName(held)));
    }

    public void Dispose() => _folder.Dispose();

    private async Task SuspendAfter(StreamDefinition definition, int fragments, string? clip = null)
    {
        var engine = new MssEngine(_time);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = clip ?? s_clip, Loop = true });
        engine.Start(definition);
        await Eventually.Until(() => File.Exists(definition.ManifestPath) && Read(definition).StreamIndexes.All(i => i.Fragments.Count >= fragments));
        await Task.Run(engine.Suspend).WaitAsync(s_limit);
    }

    private static async Task<IReadOnlyList<MssFinding>> Errors(string manifest)
    {
        List<MssFinding> findings = [];
        var check = new CheckDefinition { Path = manifest, Severity = FindingSeverity.Error };
        await foreach (MssFinding finding in new MssEngine(TimeProvider.System).CheckAsync(check, default))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static ClientManifest Read(StreamDefinition definition) =>
        ClientManifestReader.Read(definition.ManifestPath).ToModel(definition.ManifestPath)!;

    private string[] Held(string folder) =>
        [.. Directory.EnumerateFiles(_folder.Join(folder), "*.held", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.Join(folder), path)).Order(StringComparer.Ordinal)];
}
