using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>The whole way, from a golden MP4 of three seconds to a group in a folder.</summary>
public sealed class MssEngineTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");
    private static readonly string s_plain = GoldenFiles.PathOf("inputs", "mp4", "plain-faststart.mp4");

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    [Fact]
    public void Start_OneRecording_PublishesAGroupWhoseEveryFragmentIsThereAndWhole()
    {
        MssStream stream = Run(Define("a"), s_clip).Single();

        Assert.Equal(StreamState.Completed, stream.State);
        Assert.Equal((6, 100.0, null), (stream.FragmentCount, stream.PercentComplete, stream.LastError));
        Assert.Equal([StreamState.Waiting, StreamState.Running, StreamState.Completed], stream.History.Select(h => h.State));
        ClientManifest manifest = CheckTree(Define("a"));
        Assert.False(manifest.IsLive);
        Assert.Equal([3, 3], manifest.StreamIndexes.Select(i => i.Fragments.Count));
        Assert.Equal(stream.Tracks.Select(t => t.Bitrate), manifest.StreamIndexes.Select(i => i.QualityLevels[0].Bitrate));
    }

    // With and without B-frames, of the same pictures: one timeline, cut alike.
    [Fact]
    public void Start_TwoRenditions_ShareTheirTimes()
    {
        StreamDefinition definition = Define("a", "b") with { Bandwidths = [300_000, 200_000] };

        IReadOnlyList<MssStream> streams = Run(definition, s_clip, s_plain);

        Assert.All(streams, s => Assert.True(s.IsAligned));
        Assert.All(streams, s => Assert.Empty(s.Warnings));
        ClientManifest manifest = CheckTree(definition);
        Assert.Equal(["video", "audio"], manifest.StreamIndexes.Select(i => i.Name));
        Assert.All(manifest.StreamIndexes, i => Assert.Equal([300_000, 200_000], i.QualityLevels.Select(q => q.Bitrate)));
        Assert.Equal((true, 12), (_engine.GetGroups().Single().IsAligned, _engine.GetGroups().Single().FragmentCount));
    }

    [Fact]
    public void Start_SameInputTwice_GivesTheSameBytes()
    {
        Run(Define("a", "b"), s_clip, s_plain);
        string[] first = Hashes("group");
        Run(Define("a", "b") with { GroupName = "again" }, s_clip, s_plain);

        Assert.Equal(first, Hashes("again"));
        Assert.Equal(13, first.Length);
    }

    [Fact]
    public void Start_OneBrokenRendition_TheOtherIsPublished()
    {
        string broken = _folder.Add("broken.mp4", "this is no media file");

        IReadOnlyList<MssStream> streams = Run(Define("a", "b"), broken, s_clip);

        Assert.Equal([StreamState.Failed, StreamState.Completed], streams.Select(s => s.State));
        Assert.Equal(MssError.Unsupported, streams[0].LastErrorCode);
        Assert.NotEmpty(streams[0].RecommendedAction!);
        Assert.Equal(6, CheckTree(Define("a", "b")).StreamIndexes.Sum(i => i.Fragments.Count));
        Assert.Equal(StreamState.Failed, _engine.GetGroups().Single().State);
    }

    [Fact]
    public void Start_SyncTableIsEmpty_ThePicturesDecideWithAWarning()
    {
        byte[] clip = File.ReadAllBytes(s_clip);
        clip.AsSpan(clip.AsSpan().IndexOf("stss"u8) + 8, 4).Clear(); // entry_count
        File.WriteAllBytes(_folder.Join("never.mp4"), clip);

        MssStream stream = Run(Define("a"), _folder.Join("never.mp4")).Single();

        Assert.Equal(StreamState.Completed, stream.State);
        Assert.Equal(["video", "audio"], CheckTree(Define("a")).StreamIndexes.Select(i => i.Name));
        Assert.Contains("marks its sync samples wrongly", Assert.Single(stream.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_SoundOfOtherSamplingRates_WarnsOfTheSound()
    {
        string mono = GoldenFiles.PathOf("inputs", "mp4", "mono-44100.mov");

        IReadOnlyList<MssStream> streams = Run(Define("a", "b"), s_clip, mono);

        string warning = Assert.Single(streams[1].Warnings, w => w.StartsWith("The audio", StringComparison.Ordinal));
        Assert.Contains("same sampling rate", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("IDR", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_InputThatAppearsLater_IsWaitedFor()
    {
        string late = _folder.Join("late.mp4");
        _engine.AddLocalStream(new LocalStreamDefinition { Name = "late", Source = late });
        int id = _engine.Start(Define("late")).Single().Id;
        Assert.False(_engine.WaitForEnd(id, TimeSpan.FromMilliseconds(50), CancellationToken.None));
        Assert.Equal(StreamState.Waiting, _engine.GetStreams().Single().State);
        Assert.False(_engine.GetLocalStreams().Single().IsAvailable);

        File.Copy(s_clip, late + ".tmp");
        File.Move(late + ".tmp", late);

        Assert.True(_engine.WaitForEnd(id, s_limit, CancellationToken.None));
        Assert.Equal(StreamState.Completed, _engine.GetStreams().Single().State);
        CheckTree(Define("late"));
    }

    [Fact]
    public void Start_RecordingOfAPathThatIsNotThere_IsRefusedAtOnce()
    {
        string typo = _folder.Join("folder", "typo.mp4");

        MssException error = Assert.Throws<MssException>(
            () => _engine.Start(Define("a") with { Inputs = [new LocalStreamDefinition { Name = "a", Source = typo }] }));

        Assert.Equal(MssError.NotFound, error.Code);
        Assert.Equal($"There is no file '{typo}': '{_folder.Join("folder")}' is missing.", error.Message);
        Assert.Empty(_engine.GetStreams());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Start_InputTimeoutIsOver_FailsAndSaysWhatIsMissing(bool isLive)
    {
        StreamDefinition definition = Define("a") with { InputTimeout = 0.3, IsLive = isLive };

        int id = _engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "a", Source = _folder.Join("late.mp4") }] }).Single().Id;

        Assert.True(_engine.WaitForEnd(id, s_limit, CancellationToken.None));
        MssStream stream = _engine.GetStreams().Single();
        Assert.Equal((StreamState.Failed, MssError.TimedOut), (stream.State, stream.LastErrorCode));
        Assert.Equal($"There is no file '{_folder.Join("late.mp4")}'. It was waited for, 0.3 s.", stream.LastError);
    }

    [Fact]
    public void Start_AddressThatNeverAnswers_FailsAfterItsTimeout()
    {
        StreamDefinition definition = Define("a") with { InputTimeout = 1.5, IsLive = true };

        int id = _engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "a", Source = "tcp://127.0.0.1:1" }] }).Single().Id;

        Assert.True(_engine.WaitForEnd(id, s_limit, CancellationToken.None));
        MssStream stream = _engine.GetStreams().Single();
        Assert.Equal((StreamState.Failed, MssError.TimedOut), (stream.State, stream.LastErrorCode));
        Assert.StartsWith("'tcp://127.0.0.1:1' cannot be opened", stream.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void GetStreams_NameIsGivenToAnAddressThatIsDown_SaysThat()
    {
        _engine.Start(Define("a") with { IsLive = true });
        Assert.True(SpinWait.SpinUntil(() => _engine.GetStreams().Single().WaitingFor is not null, s_limit));

        _engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = "tcp://127.0.0.1:1" });

        Assert.True(SpinWait.SpinUntil(() => _engine.GetStreams().Single().LastError is not null, s_limit));
        MssStream stream = _engine.GetStreams().Single();
        Assert.StartsWith("'tcp://127.0.0.1:1' cannot be opened", stream.WaitingFor, StringComparison.Ordinal);
        Assert.DoesNotContain("Add-MSSLocalStream", stream.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "No local stream has the name 'a', and no encoder publishes it.", "Add-MSSLocalStream a")]
    [InlineData("late.mp4", "There is no file '*late.mp4'.", "Check the path.")]
    [InlineData("none/late.mp4", "There is no file '*late.mp4': '*none' is missing.", "Check the path.")]
    public void GetStreams_WaitsForItsInput_SaysWhatItIsAndWhy(string? file, string reason, string advice)
    {
        if (file is not null)
        {
            _engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = _folder.Join(file) });
        }

        _engine.Start(Define("a"));

        Assert.True(SpinWait.SpinUntil(() => _engine.GetStreams().Single().WaitingFor is not null, s_limit));
        MssStream stream = _engine.GetStreams().Single();
        Assert.Matches($"^{Regex.Escape(reason).Replace("\\*", ".*", StringComparison.Ordinal)}$", stream.WaitingFor);
        Assert.Contains(advice, stream.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(file is null ? "" : _folder.Join(file), stream.Source);
        Assert.Null(stream.LastError);
    }

    [Fact]
    public void Stop_WhileWaiting_EndsAsStoppedAndLeavesNothing()
    {
        int id = _engine.Start(Define("none")).Single().Id;

        _engine.StopStream(id);

        Assert.True(_engine.WaitForEnd(id, s_limit, CancellationToken.None));
        Assert.Equal(StreamState.Stopped, _engine.GetStreams().Single().State);
        _engine.Shutdown();
        Assert.Equal(["group/"], _folder.List());
    }

    // A live loop on a clock that jumps, stopped while it runs: what is left is a recording with the last fragments.
    [Fact]
    public async Task Stop_LiveLoop_TurnsTheManifestIntoARecording()
    {
        StreamDefinition definition = Define("a") with { IsLive = true, StartTime = DateTimeOffset.UnixEpoch.AddSeconds(100) };
        var engine = new MssEngine(new SteppedTime(DateTimeOffset.UnixEpoch));
        int id = engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true }] }).Single().Id;
        await Until(() => engine.GetStreams().Single().FragmentCount >= 12 && File.Exists(definition.ManifestPath)); // counted before they are listed
        ClientManifest live = ClientManifestReader.Read(definition.ManifestPath).ToModel(definition.ManifestPath);

        engine.StopStream(id);
        Assert.True(engine.WaitForEnd(id, s_limit, CancellationToken.None));

        Assert.True(live.IsLive);
        MssStream stream = engine.GetStreams().Single();
        Assert.Equal((StreamState.Stopped, -1), (stream.State, stream.PercentComplete));
        ClientManifest manifest = CheckTree(definition);
        Assert.False(manifest.IsLive);
        Assert.Equal(stream.FragmentCount, manifest.StreamIndexes.Sum(i => i.Fragments.Count));
        Assert.All(manifest.StreamIndexes, i => Assert.All(
            i.Fragments.Zip(i.Fragments.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Time)));
    }

    [Fact]
    public void Start_LiveGroupAgain_GoesOnBehindWhatIsThere()
    {
        StreamDefinition definition = Define("a") with { IsLive = true };
        var clock = new SteppedTime(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        Run(definition, new MssEngine(clock), s_clip);
        ClientManifest first = ClientManifestReader.Read(definition.ManifestPath).ToModel(definition.ManifestPath);

        var steppedBack = new SteppedTime(new DateTimeOffset(2026, 1, 1, 11, 0, 0, TimeSpan.Zero));
        Run(definition, new MssEngine(steppedBack), s_clip);

        ClientManifest both = CheckTree(definition);
        Assert.All(both.StreamIndexes.Zip(first.StreamIndexes), pair =>
        {
            Assert.Equal(pair.Second.Fragments, pair.First.Fragments.Take(pair.Second.Fragments.Count));
            Assert.Equal(2 * pair.Second.Fragments.Count, pair.First.Fragments.Count);
            Assert.Equal(pair.First.Fragments.OrderBy(f => f.Time), pair.First.Fragments);
        });
    }

    // Who waited may start the same group again at once.
    [Fact]
    public void Start_RightAfterTheEnd_IsNotInUse()
    {
        for (int i = 0; i < 10; i++)
        {
            Run(Define("a"), s_clip);
        }
    }

    [Fact]
    public void Start_RunningGroupOrAFolderWithin_IsInUse()
    {
        _engine.Start(Define("none"));

        Assert.Equal(MssError.GroupInUse, Refusal(Define("other")));
        Assert.Equal(MssError.GroupInUse, Refusal(Define("other") with { TargetFolder = _folder.Join("group") }));
    }

    [Fact]
    public void Start_InvalidDefinition_StartsNothing()
    {
        Assert.Equal(MssError.InvalidSetting, Refusal(Define("a") with { ChunkLength = 0 }));

        Assert.Empty(_engine.GetStreams());
    }

    [Fact]
    public void WaitForEnd_Cancelled_LeavesTheStreamAlone()
    {
        int id = _engine.Start(Define("none")).Single().Id;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        Assert.ThrowsAny<OperationCanceledException>(() => _engine.WaitForEnd(id, s_limit, stop.Token));

        Assert.Equal(StreamState.Waiting, _engine.GetStreams().Single().State);
    }

    [Fact]
    public void Remove_OneOfTwo_ForgetsItAndKeepsItsFiles()
    {
        IReadOnlyList<MssStream> streams = Run(Define("a", "b"), s_clip, s_plain);

        _engine.Remove(streams[0].Id);

        Assert.Equal([streams[1].Id], _engine.GetStreams().Select(s => s.Id));
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => _engine.StopStream(streams[0].Id)).Code);
        CheckTree(Define("a", "b"));
        _engine.Remove(streams[1].Id);
        Assert.Empty(_engine.GetGroups());
    }

    // Remove-Module right after Remove-MSSStream must not cut the last manifest off.
    [Fact]
    public async Task Shutdown_AfterRemove_WaitsForTheLastManifest()
    {
        StreamDefinition definition = Define("a") with { IsLive = true };
        var engine = new MssEngine(new SteppedTime(DateTimeOffset.UnixEpoch.AddYears(56)));
        int id = engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "a", Source = s_clip, Loop = true }] }).Single().Id;
        await Until(() => engine.GetStreams().Single().FragmentCount >= 6);

        engine.Remove(id);
        Assert.Empty(engine.GetGroups());
        engine.Shutdown();

        Assert.False(CheckTree(definition).IsLive);
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 0)]
    public void RemoveGroup_DeletesFilesOnlyWhenAsked(bool deleteFile, int files)
    {
        Run(Define("a"), s_clip);

        _engine.RemoveGroup(Define("a").Identity, deleteFile, CancellationToken.None);

        Assert.Equal(files, _folder.List().Count);
        Assert.Empty(_engine.GetGroups());
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => _engine.RemoveGroup(Define("a").Identity, false, CancellationToken.None)).Code);
    }

    // Who packages one name into two folders has two groups.
    [Fact]
    public void GroupsOfOneName_InTwoFolders_AreTwo()
    {
        StreamDefinition one = Define("a");
        StreamDefinition other = Define("a") with { TargetFolder = _folder.Join("other"), ChunkLength = 2 };
        Run(one, s_clip);
        Run(other, s_clip);
        Assert.Equal(2, _engine.GetGroups().Count);
        Assert.Equal(2, _engine.GetDefinition(other.Identity)!.ChunkLength);

        Run(other, s_plain);
        Assert.Equal(2, _engine.GetGroups().Count);

        _engine.RemoveGroup(other.Identity, deleteFile: true, CancellationToken.None);
        Assert.Equal(one.Identity, Assert.Single(_engine.GetGroups()).Definition.Identity);
        CheckTree(one);
        Assert.Null(_engine.GetDefinition(other.Identity));
    }

    // A snapshot is shown to anybody, the definition is what can be started again.
    [Fact]
    public void GetDefinition_HasTheSecretThatTheSnapshotHides()
    {
        const string Source = "rtmp://127.0.0.1:1/live/secretkey";
        StreamDefinition definition = Define("a") with { Inputs = [new LocalStreamDefinition { Name = "a", Source = Source }] };
        _engine.Start(definition);

        StreamDefinition shown = Assert.Single(_engine.GetGroups()).Definition;
        Assert.Equal("rtmp://127.0.0.1:1/live/***", Assert.Single(shown.Inputs).Source);
        Assert.Equal(Source, Assert.Single(_engine.GetDefinition(definition.Identity)!.Inputs).Source);
        Assert.Equal(MssError.InvalidSetting, Refusal(shown with { GroupName = "again" }));
    }

    [Fact]
    public void Start_InputsOfOtherNames_AreRefused() => Assert.Equal(
        MssError.InvalidSetting,
        Refusal(Define("a", "b") with { Inputs = [new LocalStreamDefinition { Name = "a", Source = s_clip }] }));

    [Fact]
    public void AddLocalStream_AsItWasShown_IsTheOneOfItsName()
    {
        var input = new LocalStreamDefinition { Name = "Cam", Source = "rtsp://user:secret@127.0.0.1/cam" };
        _engine.AddLocalStream(input);
        string shown = Assert.Single(_engine.GetLocalStreams()).Source;
        Assert.Equal("rtsp://user:***@127.0.0.1/cam", shown);

        _engine.AddLocalStream(input with { Source = shown });
        _engine.AddLocalStream(input); // it still is the same

        Assert.Throws<MssException>(() => _engine.AddLocalStream(input with { Source = "rtsp://user:***@127.0.0.1/other" }));
        Assert.Throws<MssException>(() => _engine.AddLocalStream(input with { Name = "other", Source = shown }));
        _engine.RemoveLocalStream("cam");
        Assert.Throws<MssException>(() => _engine.AddLocalStream(input with { Source = shown }));
    }

    [Fact]
    public void AddLocalStream_TakenName_IsRefusedUnlessItIsTheSameInput()
    {
        var input = new LocalStreamDefinition { Name = "Cam", Source = s_clip };
        _engine.AddLocalStream(input);
        _engine.AddLocalStream(input);

        var failure = Assert.Throws<MssException>(() => _engine.AddLocalStream(input with { Name = "Cam", Source = s_plain }));

        Assert.Equal(MssError.AlreadyExists, failure.Code);
        Assert.True(Assert.Single(_engine.GetLocalStreams()).IsAvailable);
        Assert.True(_engine.RemoveLocalStream("cAM"));
        Assert.False(_engine.RemoveLocalStream("cam"));
    }

    public void Dispose()
    {
        _engine.Shutdown();
        _folder.Dispose();
    }

    private StreamDefinition Define(params string[] names) => TestGroup.Define(_folder.Path, names) with { ChunkLength = 1 };

    private IReadOnlyList<MssStream> Run(StreamDefinition definition, params string[] files) => Run(definition, _engine, files);

    private static IReadOnlyList<MssStream> Run(StreamDefinition definition, MssEngine engine, params string[] files)
    {
        IReadOnlyList<MssStream> started = engine.Start(definition with
        {
            Inputs = [.. definition.LocalStreamNames.Zip(files, (name, file) => new LocalStreamDefinition { Name = name, Source = file })],
        });
        foreach (MssStream stream in started)
        {
            Assert.True(engine.WaitForEnd(stream.Id, s_limit, CancellationToken.None));
        }

        return [.. engine.GetStreams().Where(s => started.Any(b => b.Id == s.Id))];
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private MssError Refusal(StreamDefinition definition) => Assert.Throws<MssException>(() => _engine.Start(definition)).Code;

    private string[] Hashes(string group) =>
        [.. _folder.List().Where(f => f.StartsWith(group + "/", StringComparison.Ordinal))
            .Select(f => f[group.Length..] + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder.Join(f)))))];

    // Every fragment that the manifest names is there, says the same time as the manifest, and is as long as it says.
    private ClientManifest CheckTree(StreamDefinition definition)
    {
        ClientManifest manifest = ClientManifestReader.Read(definition.ManifestPath).ToModel(definition.ManifestPath);
        var named = new List<string> { "group/" + definition.ManifestName };
        foreach (StreamIndex index in manifest.StreamIndexes)
        {
            foreach (QualityLevel level in index.QualityLevels)
            {
                uint sequence = 0;
                for (int i = 0; i < index.Fragments.Count; i++)
                {
                    FragmentTime time = index.Fragments[i];
                    string path = "group/" + index.Url.Replace("{bitrate}", $"{level.Bitrate}", StringComparison.Ordinal)
                        .Replace("{start time}", $"{time.Time}", StringComparison.Ordinal);
                    named.Add(path);
                    CheckFragment(File.ReadAllBytes(_folder.Join(path)), index.Fragments, i, ref sequence);
                }
            }
        }

        Assert.Equal(named.Order(StringComparer.Ordinal), _folder.List().Where(f => f.StartsWith("group/", StringComparison.Ordinal) && !f.EndsWith(".lock", StringComparison.Ordinal)));
        return manifest;
    }

    private static void CheckFragment(byte[] bytes, IReadOnlyList<FragmentTime> listed, int i, ref uint sequence)
    {
        var boxes = new BoxReader(bytes, "fragment");
        Assert.True(boxes.Read() && boxes.Type == BoxTypes.Moof);
        BoxReader moof = boxes.Children;
        Assert.True(boxes.Read() && boxes.Type == BoxTypes.Mdat);
        int payload = boxes.Content.Length;
        Assert.False(boxes.Read());
        Assert.True(moof.Read() && moof.Type == BoxTypes.Mfhd);
        uint number = MfhdBox.Read(moof.Fields).SequenceNumber;
        Assert.True(number > sequence);
        sequence = number;
        Assert.True(moof.Read() && moof.Type == BoxTypes.Traf);
        BoxReader traf = moof.Children;
        while (traf.Read())
        {
            if (traf.Type == BoxTypes.Trun)
            {
                var rows = new TrunBox.Rows(traf.Fields, 1000);
                long size = 0;
                while (rows.Read())
                {
                    size += rows.Current.Size!.Value;
                }

                Assert.Equal(payload, size);
            }
            else if (traf.ExtendedType == TfxdBox.ExtendedType)
            {
                Assert.Equal((ulong)listed[i].Time, TfxdBox.Read(traf.Fields).FragmentAbsoluteTime);
            }
            else if (traf.ExtendedType == TfrfBox.ExtendedType)
            {
                // At the end of a run there are fewer successors; what is announced is what follows.
                IReadOnlyList<TfxdBox> announced = TfrfBox.Read(traf.Fields).Entries;
                Assert.Equal(
                    listed.Skip(i + 1).Take(announced.Count).Select(f => new TfxdBox((ulong)f.Time, (ulong)f.Duration)), announced);
                Assert.True(announced.Count == 2 || listed.Skip(i + 1 + announced.Count).All(f => f.Time > listed[i + announced.Count].End));
            }
        }
    }
}
