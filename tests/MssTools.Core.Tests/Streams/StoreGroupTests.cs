using System.Text;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Objects;
using MssTools.Core.Tests.Objects;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>Groups in an object store, from the engine down: what a folder has, two writers, and a store that is away.</summary>
public sealed class StoreGroupTests : IDisposable
{
    private const string Manifest = "web/group/manifest.ismc";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly FastTime _time = new(s_noon);
    private readonly MemoryStore _store;
    private readonly MemoryStore _other;
    private readonly List<IDisposable> _uses;
    private readonly List<MssEngine> _engines = [];
    private readonly StreamDefinition _recording;
    private readonly StreamDefinition _live;

    public StoreGroupTests()
    {
        // Two ways to one bucket, as two machines have them; each fails for itself.
        string name = $"s3://{Guid.NewGuid():n}";
        _store = new MemoryStore(name + "-a");
        _other = new MemoryStore(name + "-b", _store.Shelf);
        _uses = [ObjectStores.Use(_store.Name, _store), ObjectStores.Use(_other.Name, _other)];
        _recording = TestGroup.Define($"{_store.Name}/web", "a") with { ChunkLength = 1 };
        _live = _recording with { IsLive = true, LookAheadFragmentCount = 1 };
    }

    [Fact]
    public async Task Recording_HasTheBytesOfAFolder()
    {
        MssEngine engine = Engine(isLive: false);
        MssStream stream = engine.Start(_recording with { MirrorTo = [_folder.Join("web")] }).Single();
        Assert.True(engine.WaitForEnd(stream.Id, s_limit, default));

        string folder = _folder.Join("web", "group");
        string[] files = [.. _folder.List().Select(path => path["web/".Length..]).Order(StringComparer.Ordinal)];
        Assert.Equal(files.Prepend("group/.manifest.ismc.epoch").Order(StringComparer.Ordinal), _store.Shelf.Keys.Select(key => key["web/".Length..]));
        Assert.All(files.Where(f => f != "group/manifest.ismc"), f => Assert.Equal(File.ReadAllBytes(_folder.Join("web", f)), _store.Shelf.Find($"web/{f}")!.Bytes));
        Assert.Equal(
            File.ReadAllText(Path.Join(folder, "manifest.ismc")), Text(Manifest).Replace("<!--Writer epoch 1-->\n", "", StringComparison.Ordinal));
        MssGroup group = engine.GetGroups().Single();
        Assert.Equal(($"{_store.Name}/web", $"{_store.Name}/{Manifest}", StreamState.Completed), (group.TargetFolder, group.ManifestPath, group.State));
        Assert.Empty(group.Warnings);
        Assert.Empty(await Problems(engine, $"{_store.Name}/web/group"));
        Assert.Empty(await Differences(engine, folder));
        Assert.Equal(new GroupFiles(1, files.Length - 1), engine.CountFiles(_recording));
        Assert.Equal(0, engine.RemoveGroup(_recording.Identity, deleteFile: true, default));
        Assert.Empty(_store.Shelf.Keys);
    }

    [Fact]
    public void Export_OfAStore_GivesTheFilesOfAFolder()
    {
        MssEngine engine = Engine(isLive: false);
        MssStream stream = engine.Start(_recording with { MirrorTo = [_folder.Join("web")] }).Single();
        Assert.True(engine.WaitForEnd(stream.Id, s_limit, default));

        engine.Export(Files($"{_store.Name}/{Manifest}", "store"), static (_, _) => { }, default);
        engine.Export(Files(_folder.Join("web", "group"), "folder"), static (_, _) => { }, default);

        string[] made = [.. Directory.GetFiles(_folder.Join("store")).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(made);
        Assert.All(made, file => Assert.Equal(File.ReadAllBytes(_folder.Join("folder", Path.GetFileName(file))), File.ReadAllBytes(file)));

        ExportDefinition Files(string source, string destination) =>
            new() { Source = source, Destination = _folder.Join(destination), Format = ExportFormat.Mp4, Name = "x" };
    }

    [Fact]
    public async Task Suspend_ThenAnotherEngine_GoesOnBehindWhatIsThere()
    {
        MssEngine first = Engine();
        first.Start(_live with { LookAheadFragmentCount = 2 });
        await Until(() => Listed() >= 3);
        first.Suspend();
        ClientManifest between = Read();
        Assert.True(between.IsLive);
        Assert.Contains(_store.Shelf.Keys, key => key.EndsWith(".held", StringComparison.Ordinal));

        MssEngine second = Engine();
        second.Start(_live with { LookAheadFragmentCount = 2 });
        await Until(() => Listed() >= between.StreamIndexes[0].Fragments.Count + 3);
        second.Shutdown();

        ClientManifest after = Read();
        Assert.Equal(between.StreamIndexes[0].Fragments, after.StreamIndexes[0].Fragments.Take(between.StreamIndexes[0].Fragments.Count));
        AssertWhole(after);
        Assert.DoesNotContain(_store.Shelf.Keys, key => key.EndsWith(".held", StringComparison.Ordinal));
        Assert.Empty(await Problems(second, $"{_store.Name}/web/group"));
    }

    // Two services by mistake, or a standby that takes over from one that froze in any of its requests.
    [Theory]
    [InlineData(null)]
    [InlineData("manifest.ismc")]
    [InlineData(".fmp4")]
    public async Task TwoWriters_TheSecondGoesOnAndTheFirstEndsWithoutHarm(string? frozen)
    {
        List<byte[]> versions = [];
        var thaw = new TaskCompletionSource();
        bool isFrozen = false;
        MssEngine first = Engine();
        MssStream old = first.Start(_live).Single();
        await Until(() => Listed() >= 3);
        _store.Hold = request => isFrozen && frozen is not null && request.Act == ObjectAct.Put && request.Key.EndsWith(frozen, StringComparison.Ordinal)
            ? thaw.Task : Task.CompletedTask;
        isFrozen = true;

        _other.Fault = request =>
        {
            if (request is { Act: ObjectAct.Put, Key: Manifest } && _store.Shelf.Find(Manifest) is { } before)
            {
                lock (versions)
                {
                    versions.Add(before.Bytes);
                }
            }

            return ObjectFault.None;
        };
        MssEngine second = Engine();
        second.Start(_live with { TargetFolder = $"{_other.Name}/web" });
        int there = Listed();
        await Until(() => Listed() >= there + 3);
        thaw.SetResult();

        Assert.True(first.WaitForEnd(old.Id, s_limit, default));
        MssStream ended = first.GetStreams().Single();
        Assert.Equal((StreamState.Failed, MssError.Fenced), (ended.State, ended.LastErrorCode));
        Assert.Contains($"'{Environment.MachineName}'", ended.LastError, StringComparison.Ordinal);
        there = Listed();
        await Until(() => Listed() >= there + 2);
        second.Shutdown();

        ClientManifest last = Read();
        AssertWhole(last);
        IReadOnlyList<FragmentTime> rows = last.StreamIndexes[0].Fragments;
        Assert.All(versions, version =>
        {
            IReadOnlyList<FragmentTime> seen = ClientManifestReader.Read(version, "x").ToModel("x").StreamIndexes[0].Fragments;
            Assert.Equal(seen, rows.Take(seen.Count)); // what a viewer was told once stays true
        });
        Assert.All(await Problems(second, $"{_store.Name}/web/group"), problem => Assert.Equal("MSS507", problem.Id)); // who ended announced what never came
    }

    [Fact]
    public async Task Live_StoreIsAwayForLessThanAMinute_NothingIsLost()
    {
        MssEngine engine = Engine();
        engine.Start(_live);
        await Until(() => Listed() >= 2);

        _store.Fault = static _ => ObjectFault.Fail;
        await Until(() => engine.GetGroups().Single().Outputs.Single().LastError is not null);
        MssOutput away = engine.GetGroups().Single().Outputs.Single();
        await Task.Delay(TimeSpan.FromSeconds(2)); // twenty
        _store.Fault = static _ => ObjectFault.None;

        Assert.Contains("503 SlowDown", away.LastError, StringComparison.Ordinal);
        Assert.Equal(StreamState.Running, away.State);
        Assert.StartsWith("Check the store", away.RecommendedAction, StringComparison.Ordinal);
        int there = Listed();
        await Until(() => Listed() >= there + 20);
        Stop(engine);
        MssOutput back = engine.GetGroups().Single().Outputs.Single();
        Assert.Equal((0L, null), (back.DroppedFragmentCount, back.LastError));
        AssertWhole(Read());
    }

    [Fact]
    public async Task Live_StoreIsAwayForLonger_WhatIsLostIsCountedAndTheGroupGoesOn()
    {
        MssEngine engine = Engine();
        engine.Start(_live);
        await Until(() => Listed() >= 2);

        _store.Fault = static request => request.Key.EndsWith(".fmp4", StringComparison.Ordinal) ? ObjectFault.Fail : ObjectFault.None;
        await Until(() => engine.GetGroups().Single().Outputs.Single().DroppedFragmentCount > 0);
        _store.Fault = static _ => ObjectFault.None;
        int there = Listed();
        await Until(() => Listed() >= there + 3);
        Stop(engine);

        MssGroup group = engine.GetGroups().Single();
        Assert.Equal(StreamState.Stopped, group.Streams.Single().State);
        Assert.Contains(group.Warnings, warning => warning.Contains("503 SlowDown", StringComparison.Ordinal));
        AssertWhole(Read(), hasGaps: true);
    }

    [Fact]
    public async Task Live_StoreIgnoresConditions_TheUserIsToldAndTheEpochStillKeepsWritersApart()
    {
        _store.Fault = _other.Fault = static _ => ObjectFault.Lie;
        MssEngine first = Engine();
        MssStream old = first.Start(_live).Single();
        Assert.Contains(first.GetGroups().Single().Warnings, warning => warning.Contains("does not honour conditions", StringComparison.Ordinal));
        await Until(() => Listed() >= 2);

        Engine().Start(_live with { TargetFolder = $"{_other.Name}/web" });

        Assert.True(first.WaitForEnd(old.Id, s_limit, default));
        Assert.Equal(MssError.Fenced, first.GetStreams().Single().LastErrorCode);
    }

    [Fact]
    public async Task Rolling_DeletesBehindTheWindow()
    {
        MssEngine engine = Engine();
        engine.Start(_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 2 });
        await Until(() => _store.Count(ObjectAct.Delete) >= 8);
        engine.Shutdown();

        Assert.InRange(_store.Shelf.Keys.Count(key => key.EndsWith(".fmp4", StringComparison.Ordinal)), 10, 2 * (5 + 2 + 2));
        AssertWhole(Read());
    }

    [Fact]
    public void Start_StoreCannotBeReached_SaysSoAtOnce()
    {
        _store.Fault = static _ => ObjectFault.Deny;

        MssException refused = Assert.Throws<MssException>(() => Engine().Start(_live));

        Assert.Equal(MssError.AccessDenied, refused.Code);
        Assert.True(_store.Disposals > 0);
    }

    [Fact]
    public void Start_AnotherGroupLiesThere_IsInvalidTarget()
    {
        _store.Shelf.Put("web/group/other.ismc", new ObjectContent(default, "", ""), PutCondition.None);

        Assert.Equal(MssError.InvalidTarget, Assert.Throws<MssException>(() => Engine().Start(_live)).Code);
    }

    [Fact]
    public void Start_NoOverwrite_IsRefusedBeforeTheEpochIsTaken()
    {
        _store.Shelf.Put("web/group/a/video/1/0.fmp4", new ObjectContent(default, "", ""), PutCondition.None);

        Assert.Equal(MssError.AlreadyExists, Assert.Throws<MssException>(() => Engine().Start(_live with { OverwriteDestination = false })).Code);
        Assert.Equal(0, _store.Count(ObjectAct.Put));
    }

    [Fact]
    public void Start_Cleanup_DeletesTheGroupsObjectsAndNoOthers()
    {
        string[] foreign = ["web/group/notes.txt", "web/group/a/video/1/notes.txt", "web/other/manifest.ismc"];
        foreach (string key in foreign.Append("web/group/a/video/1/0.fmp4").Append("web/group/a/video/1/.5.fmp4.held").Append("web/group/manifest_0.ismc"))
        {
            _store.Shelf.Put(key, new ObjectContent(default, "", ""), PutCondition.None);
        }

        MssEngine engine = Engine(isLive: false);
        MssStream stream = engine.Start(_recording with { CleanupDestination = true }).Single();
        Assert.True(engine.WaitForEnd(stream.Id, s_limit, default));
        engine.RemoveGroup(_recording.Identity, deleteFile: true, default);

        Assert.Equal(foreign.Order(StringComparer.Ordinal), _store.Shelf.Keys);
    }

    public void Dispose()
    {
        _engines.ForEach(engine => engine.Shutdown());
        _uses.ForEach(use => use.Dispose());
        _folder.Dispose();
    }

    private MssEngine Engine(bool isLive = true)
    {
        var engine = new MssEngine(_time);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = isLive });
        _engines.Add(engine);
        return engine;
    }

    private static void Stop(MssEngine engine)
    {
        int id = engine.GetStreams().Single().Id;
        engine.StopStream(id);
        Assert.True(engine.WaitForEnd(id, s_limit, default));
    }

    private string Text(string key) => Encoding.UTF8.GetString(_store.Shelf.Find(key)!.Bytes);

    private ClientManifest Read() => ClientManifestReader.Read(_store.Shelf.Find(Manifest)!.Bytes, "x").ToModel("x");

    private int Listed() => _store.Shelf.Find(Manifest) is null ? 0 : Read().StreamIndexes[0].Fragments.Count;

    // All that is listed is there, and no time is repeated or goes back.
    private void AssertWhole(ClientManifest manifest, bool hasGaps = false)
    {
        GroupLayout layout = TestGroup.LayoutOf(_live);
        Assert.All(manifest.StreamIndexes, index =>
        {
            Assert.All(index.Fragments, row => Assert.NotNull(
                _store.Shelf.Find($"web/group/{layout.PathOf(GroupLayout.ContentOf(index), index.QualityLevels[0].Bitrate, row.Time)}")));
            Assert.All(index.Fragments.Zip(index.Fragments.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Time));
            Assert.True(hasGaps || index.Fragments.Count > 1);
        });
    }

    private static async Task<List<MssFinding>> Problems(MssEngine engine, string path)
    {
        List<MssFinding> found = [];
        await foreach (MssFinding finding in engine.CheckAsync(new CheckDefinition { Path = path, Severity = FindingSeverity.Error }, default))
        {
            found.Add(finding);
        }

        return found;
    }

    private async Task<List<MssDifference>> Differences(MssEngine engine, string folder)
    {
        List<MssDifference> found = [];
        var definition = new CompareDefinition { ReferencePath = folder, DifferencePath = $"{_store.Name}/web/group" };
        await foreach (MssDifference difference in engine.CompareAsync(definition, default))
        {
            found.Add(difference);
        }

        return found;
    }

    private static Task Until(Func<bool> condition) => Eventually.Until(condition);
}
