using System.Security.Cryptography;
using MssTools.Core.Inputs;
using MssTools.Core.Manifests;
using MssTools.Core.Streams;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>Groups in two folders, one of which fills, stands still, or is taken away.</summary>
public sealed class MirrorTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string s_clip = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4");
    private static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MssException s_full = new(MssError.SinkFailed, "no space left");

    private readonly TemporaryFolder _folder = new();
    private readonly StreamDefinition _recording;
    private readonly StreamDefinition _live;
    private readonly Dictionary<string, FaultySink> _sinks = [];
    private readonly EventHub _events = new(TimeProvider.System);
    private GroupHost? _group;

    public MirrorTests()
    {
        _recording = TestGroup.Define(_folder.Join("web"), "a") with { ChunkLength = 1, MirrorTo = [_folder.Join("mirror")] };
        _live = _recording with { IsLive = true, LookAheadFragmentCount = 1 };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_TwoFolders_HoldTheSameBytes(bool isLive)
    {
        StreamDefinition definition = (isLive ? _live : _recording) with { LocalStreamNames = ["a", "b"] };
        StreamHost[] streams = Begin(definition, loop: false);

        await Task.WhenAll(streams.Select(s => s.Settled)).WaitAsync(s_limit);

        Assert.Equal(13, Hashes("web").Length);
        Assert.Equal(Hashes("web"), Hashes("mirror"));
        MssGroup group = _group!.ToModel();
        Assert.Equal([(false, StreamState.Completed, 12L), (true, StreamState.Completed, 12L)], group.Outputs.Select(o => (o.IsMirror, o.State, o.FragmentCount)));
        Assert.All(group.Outputs, o => Assert.Equal((group.Bytes, null), (o.Bytes, o.LastError)));
        Assert.All(group.Streams, s => Assert.Equal([s.FragmentCount, s.FragmentCount], s.Outputs.Select(o => o.FragmentCount)));
        Assert.Empty(group.Warnings);
    }

    // Whichever it is: it loses for itself, says so, and comes back.
    [Theory]
    [InlineData("mirror")]
    [InlineData("web")]
    public async Task Live_OneDiskIsFullForAWhile_TheOtherLosesNothing(string full)
    {
        using EventHub.Listener errors = _events.Listen(static happened => happened.Kind == MssEventKind.Error);
        StreamHost stream = Begin(_live)[0];
        await Until(() => Fragments("web") > 1 && Fragments("mirror") > 1);

        _sinks[full].Refusal = s_full;
        string good = full == "web" ? "mirror" : "web";
        await Until(() => Of(full).DroppedFragmentCount > 1);
        MssOutput refusing = Of(full);
        Assert.Equal((StreamState.Running, MssError.SinkFailed, "no space left"), (refusing.State, refusing.LastErrorCode, refusing.LastError));
        Assert.Contains("goes on by itself", refusing.RecommendedAction, StringComparison.Ordinal);
        _sinks[full].Refusal = null;
        await Until(() => Of(full).LastError is null);
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((0L, null), (Of(good).DroppedFragmentCount, Of(good).LastError));
        Assert.True(Of(full).DroppedFragmentCount > 1);
        Assert.Equal(Of(good).FragmentCount, Of(full).FragmentCount + Of(full).DroppedFragmentCount);
        MssEvent told = await errors.NextAsync(default);
        Assert.Equal(("group", _folder.Join(full), MssError.SinkFailed), (told.GroupName, told.TargetFolder, told.ErrorCode));
        Assert.Contains("no space left", told.Message, StringComparison.Ordinal);
        MssStream seen = _group!.ToModel(stream);
        Assert.Equal(StreamState.Stopped, seen.State);
        Assert.Contains(seen.Warnings, w => w.Contains("no space left", StringComparison.Ordinal));
        Assert.Equal(full == "web", seen.DroppedFragmentCount > 0);
        Assert.Equal(full == "mirror", seen.Warnings.Any(w => w.StartsWith($"Mirror '{_folder.Join("mirror", "group")}'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Live_MirrorHangsForEver_TheFirstGoesOnAndIsPublishedAtOnce()
    {
        StreamHost stream = Begin(_live, time: new FastTime(s_noon))[0];
        await Until(() => Fragments("mirror") > 1);

        _sinks["mirror"].Hang();
        await Until(() => Fragments("web") > Fragments("mirror") + 60);
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((StreamState.Stopped, 0L), (stream.Status.State, stream.Status.ToModel().DroppedFragmentCount));
        Assert.False(ReadManifest("web").IsLive);
        MssOutput mirror = Of("mirror");
        Assert.Equal((StreamState.Failed, MssError.SinkFailed), (mirror.State, mirror.LastErrorCode));
        Assert.Contains("has not answered for 30 s", mirror.LastError, StringComparison.Ordinal);
        Assert.True(mirror.DroppedFragmentCount > 0);
    }

    [Fact]
    public async Task Live_TheFirstHangs_TheMirrorGoesOn()
    {
        StreamHost stream = Begin(_live, time: new FastTime(s_noon))[0];
        await Until(() => Fragments("web") > 1);

        _sinks["web"].Hang();
        long before = Fragments("web");
        await Until(() => Fragments("mirror") > before + 60);
        Assert.True(Of("web").DroppedFragmentCount > 0);
        Assert.Equal(0, Of("mirror").DroppedFragmentCount);
        _sinks["web"].Release();
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal(StreamState.Stopped, stream.Status.State);
    }

    [Fact]
    public async Task Live_MirrorIsTakenAway_ItIsMadeAnewAndTheFirstLosesNothing()
    {
        StreamHost stream = Begin(_live)[0];
        await Until(() => Fragments("mirror") > 1);

        if (!OperatingSystem.IsWindows())
        {
            // At once: a folder that is being written to fills while it is emptied.
            Directory.Move(_folder.Join("mirror"), _folder.Join("gone"));
            Directory.Delete(_folder.Join("gone"), recursive: true);
        }

        long before = Fragments("mirror");
        await Until(() => Fragments("mirror") > before + 1);
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((0L, null), (Of("web").DroppedFragmentCount, Of("web").LastError));
        Assert.True(File.Exists(_folder.Join("mirror", "group", "manifest.ismc")));
    }

    [Fact]
    public async Task Live_FailPolicyAndTheMirrorIsFull_TheMirrorFailsAndTheStreamGoesOn()
    {
        StreamHost stream = Begin(_live with { OverloadPolicy = OverloadPolicy.Fail })[0];
        await Until(() => Fragments("mirror") > 1);

        _sinks["mirror"].Refusal = s_full;
        await Until(() => Of("mirror").State == StreamState.Failed);
        long before = Fragments("web");
        await Until(() => Fragments("web") > before + 1);
        stream.Stop();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((StreamState.Stopped, null), (stream.Status.State, stream.Status.ToModel().LastError));
    }

    // Something that is no matter of the disk ends the mirror, too, and nothing else.
    [Theory]
    [InlineData(MssError.SinkFailed)]
    [InlineData(MssError.GroupInUse)]
    [InlineData(null)]
    public async Task Recording_MirrorFails_TheFirstCompletesAndTheFailureIsTold(MssError? code)
    {
        StreamHost stream = Begin(_recording, loop: false, prepare: () => _sinks["mirror"].Refusal =
            code is { } known ? new MssException(known, "no luck") : new InvalidTimeZoneException("no luck"))[0];

        await stream.Settled.WaitAsync(s_limit);

        MssStream seen = _group!.ToModel(stream);
        Assert.Equal((StreamState.Completed, null, 6L), (seen.State, seen.LastError, seen.FragmentCount));
        MssOutput mirror = Of("mirror");
        Assert.Equal((StreamState.Failed, code ?? MssError.Internal, 0L), (mirror.State, mirror.LastErrorCode, mirror.FragmentCount));
        Assert.EndsWith("no luck", mirror.LastError, StringComparison.Ordinal);
        Assert.NotNull(mirror.RecommendedAction);
        Assert.Contains("no luck", Assert.Single(seen.Warnings), StringComparison.Ordinal);
        Assert.Equal(StreamState.Completed, Of("web").State);
    }

    [Fact]
    public async Task Recording_MirrorHangs_TheFirstIsPublishedBeforeItIsGivenUp()
    {
        var time = new HeldTime();
        StreamHost stream = Begin(_recording, loop: false, time: time, prepare: () => _sinks["mirror"].Hang())[0];

        await Until(() => File.Exists(_folder.Join("web", "group", "manifest.ismc")));
        await stream.Delivered.WaitAsync(s_limit);
        Assert.False(stream.Settled.IsCompleted);
        time.Release();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((StreamState.Completed, 6L), (stream.Status.State, stream.Status.ToModel().FragmentCount));
        Assert.Equal(StreamState.Failed, Of("mirror").State);
    }

    // A slow mirror of a recording holds nothing up, and has everything in the end.
    [Fact]
    public async Task Recording_MirrorIsSlow_TheFirstDoesNotWaitForIt()
    {
        StreamHost stream = Begin(_recording, loop: false, prepare: () => _sinks["mirror"].Hang())[0];

        await Until(() => File.Exists(_folder.Join("web", "group", "manifest.ismc")));
        Assert.Equal(0, Fragments("mirror"));
        _sinks["mirror"].Release();
        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal(StreamState.Completed, Of("mirror").State);
        Assert.Equal(Hashes("web"), Hashes("mirror"));
    }

    [Fact]
    public async Task Recording_TheFirstFails_TheStreamFails()
    {
        StreamHost stream = Begin(_recording, loop: false, prepare: () => _sinks["web"].Refusal = s_full)[0];

        await stream.Settled.WaitAsync(s_limit);

        Assert.Equal((StreamState.Failed, MssError.SinkFailed), (stream.Status.State, stream.Status.ToModel().LastErrorCode));
        Assert.Equal((StreamState.Failed, StreamState.Completed), (Of("web").State, Of("mirror").State));
    }

    // No output's times run back, whichever has got further.
    [Fact]
    public async Task Live_Resumed_GoesOnBehindTheLatestOfAll()
    {
        StreamHost first = Begin(_live, loop: false, time: new FastTime(s_noon))[0];
        await first.Settled.WaitAsync(s_limit);
        long reached = s_noon.AddMinutes(5).UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        string[] level = Directory.GetDirectories(_folder.Join("mirror", "group", "a", "video"));
        await File.WriteAllBytesAsync(Path.Join(level[0], $"{reached}.fmp4"), [1]);

        StreamHost second = Begin(_live, loop: false, time: new FastTime(s_noon.AddMinutes(1)))[0];
        await second.Settled.WaitAsync(s_limit);

        ClientManifest[] manifests = [ReadManifest("web"), ReadManifest("mirror")];
        Assert.All(manifests, m => Assert.Equal([6, 6], m.StreamIndexes.Select(i => i.Fragments.Count)));
        Assert.All(manifests, m => Assert.InRange(m.StreamIndexes[0].Fragments[3].Time, reached + 1, reached + 20_000_000));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("mirror")]
    public void Start_AFolderIsAnotherWriters_IsRefusedAndTheOtherIsFree(string taken)
    {
        StreamDefinition other = _recording with { TargetFolder = _folder.Join(taken), MirrorTo = [] };
        using (new GroupHost(other, [Stream(other, 0, false, TimeProvider.System)], TimeProvider.System))
        {
            Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => Begin(_recording)).Code);
        }

        using var again = new GroupHost(_recording, [Stream(_recording, 0, false, TimeProvider.System)], TimeProvider.System);
    }

    [Fact]
    public void Start_NoOverwriteAndTheMirrorHoldsSomething_ExistsAlready()
    {
        _folder.Add("mirror/group/manifest.ismc");

        Assert.Equal(
            MssError.AlreadyExists, Assert.Throws<MssException>(() => Begin(_recording with { OverwriteDestination = false })).Code);
    }

    [Fact]
    public async Task Start_Cleanup_CleansEachFolder()
    {
        string[] old = [_folder.Add("web/group/a/video/5/1.fmp4"), _folder.Add("mirror/group/a/video/5/1.fmp4")];

        StreamHost stream = Begin(_recording with { CleanupDestination = true }, loop: false)[0];
        await stream.Settled.WaitAsync(s_limit);

        Assert.All(old, file => Assert.False(File.Exists(file)));
    }

    public void Dispose()
    {
        foreach (FaultySink sink in _sinks.Values)
        {
            sink.Release();
        }

        SpinWait.SpinUntil(() => !_folder.List().Any(f => f.EndsWith(".lock", StringComparison.Ordinal)), TimeSpan.FromSeconds(10));
        _folder.Dispose();
    }

    private ClientManifest ReadManifest(string output)
    {
        string path = _folder.Join(output, "group", "manifest.ismc");
        return ClientManifestReader.Read(path).ToModel(path);
    }

    private long Fragments(string folder) => Of(folder).FragmentCount;

    private MssOutput Of(string folder) => _group!.ToModel().Outputs.Single(o => o.TargetFolder == _folder.Join(folder));

    private string[] Hashes(string folder) =>
        [.. Directory.EnumerateFiles(_folder.Join(folder, "group"), "*", SearchOption.AllDirectories)
            .Where(f => !TemporaryFolder.IsEpoch(f))
            .Order(StringComparer.Ordinal)
            .Select(f => Path.GetRelativePath(_folder.Join(folder), f) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))];

    private StreamHost[] Begin(StreamDefinition definition, bool loop = true, TimeProvider? time = null, Action? prepare = null)
    {
        time ??= new FastTime(s_noon);
        StreamHost[] streams = [.. definition.LocalStreamNames.Select((_, i) => Stream(definition, i, loop, time, _events))];
        _group = new GroupHost(
            definition,
            streams,
            time,
            (output, folder) => new FakeDestination(
                _sinks[Path.GetFileName(output.TargetFolder)] = new FaultySink(folder.Sink), folder),
            _events);
        prepare?.Invoke();
        _group.Start();
        return streams;
    }

    private static StreamHost Stream(StreamDefinition definition, int rendition, bool loop, TimeProvider time, EventHub? events = null)
    {
        string name = definition.LocalStreamNames[rendition];
        var input = new NamedInput(new LocalStreamDefinition { Name = name, Source = s_clip, Loop = loop });
        return new StreamHost(
            new StreamStatus(rendition + 1, name, rendition, definition, time, events),
            rendition,
            Timeout.InfiniteTimeSpan,
            keepAlive: true,
            () => input,
            (found, stop) => SourceFactory.TryOpen(found.Definition, time, stop),
            time);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>A clock whose waits end when they are told to.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private readonly Lock _lock = new();
        private readonly List<Action> _waiting = [];
        private bool _isReleased;

        public void Release()
        {
            lock (_lock)
            {
                _isReleased = true;
                _waiting.ForEach(fire => fire());
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                if (dueTime >= TimeSpan.Zero)
                {
                    if (_isReleased)
                    {
                        callback(state);
                    }
                    else
                    {
                        _waiting.Add(() => callback(state));
                    }
                }
            }

            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
