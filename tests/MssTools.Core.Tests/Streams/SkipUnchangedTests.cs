using MssTools.Core.Objects;
using MssTools.Core.Tests.Objects;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>Recordings that are asked for again: those that are finished and unchanged are left alone, in a folder and in an object store.</summary>
public sealed class SkipUnchangedTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new($"s3://{Guid.NewGuid():n}");
    private readonly IDisposable _use;
    private readonly MssEngine _engine = new(new FastTime(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)));
    private readonly string _file;
    private readonly StreamDefinition _recording;

    public SkipUnchangedTests()
    {
        _use = ObjectStores.Use(_store.Name, _store);
        _file = _folder.Join("film.mp4");
        File.Copy(GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4"), _file);
        _recording = TestGroup.Define(_folder.Join("web"), "film") with
        {
            Inputs = [new LocalStreamDefinition { Name = "film", Source = _file }],
            MirrorTo = [$"{_store.Name}/web"],
            SkipUnchanged = true,
        };
    }

    private string Manifest => _folder.Join("web", "group", "manifest.ismc");

    [Fact]
    public void Start_FinishedAndUnchanged_NothingIsDone()
    {
        Assert.True(Make(_recording));
        DateTime written = File.GetLastWriteTimeUtc(Manifest);

        MssStream again = _engine.Start(_recording).Single();

        Assert.Equal((0, StreamState.Completed, 100.0), (again.Id, again.State, again.PercentComplete));
        Assert.Contains("nothing was done", again.History[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Manifest));
        Assert.Contains("\"finished\":", File.ReadAllText(_folder.Join("web", "group", ".manifest.ismc.epoch-1")), StringComparison.Ordinal);
        using var other = new OtherEngine();
        Assert.Equal(0, other.Engine.Start(_recording with { OverwriteDestination = false, NodeLabels = ["zone=north"] }).Single().Id); // wherever, and for the first time there
    }

    public static TheoryData<string> Changes { get; } = ["size", "time", "settings", "manifest", "mirror", "asked", "cleanup"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Start_SomethingIsOtherThanThen_ItIsMadeAgain(string what)
    {
        Assert.True(Make(_recording));
        StreamDefinition again = _recording;
        switch (what)
        {
            case "size":
                DateTime time = File.GetLastWriteTimeUtc(_file);
                File.AppendAllText(_file, "\0\0\0\bfree");
                File.SetLastWriteTimeUtc(_file, time);
                break;
            case "time":
                File.SetLastWriteTimeUtc(_file, File.GetLastWriteTimeUtc(_file).AddTicks(10));
                break;
            case "settings":
                again = again with { ChunkLength = 1 };
                break;
            case "manifest":
                File.Delete(Manifest);
                break;
            case "mirror":
                _store.Shelf.Delete("web/group/manifest.ismc");
                break;
            case "asked":
                again = again with { SkipUnchanged = false };
                break;
            case "cleanup":
                again = again with { SkipUnchanged = false, CleanupDestination = true };
                break;
        }

        Assert.True(Make(again));
    }

    [Fact]
    public void Start_NobodyAskedTheFirstTime_ItIsMadeOnceMore()
    {
        Assert.True(Make(_recording with { SkipUnchanged = false }));
        Assert.True(Make(_recording));
        Assert.False(Make(_recording));
    }

    [Fact]
    public void Start_ItFailedBefore_ItIsMadeAgain()
    {
        byte[] whole = File.ReadAllBytes(_file);
        File.WriteAllBytes(_file, whole.AsSpan(0, 100).ToArray());
        MssStream stream = _engine.Start(_recording).Single();
        Assert.True(_engine.WaitForEnd(stream.Id, s_limit, default));
        Assert.Equal(StreamState.Failed, _engine.GetStreams().Single().State);

        Assert.NotEqual(0, _engine.Start(_recording).Single().Id);
    }

    [Fact]
    public void Start_AMirrorLost_IsMadeAgain()
    {
        _store.Fault = request => request.Act == ObjectAct.Put && !request.Key.Contains("manifest", StringComparison.Ordinal) ? ObjectFault.Deny : ObjectFault.None;
        MssStream stream = _engine.Start(_recording).Single();
        Assert.True(_engine.WaitForEnd(stream.Id, s_limit, default));
        Assert.Equal([StreamState.Completed, StreamState.Failed], _engine.GetStreams().Single().Outputs.Select(output => output.State));
        _store.Fault = static _ => ObjectFault.None;

        Assert.True(Make(_recording));
        Assert.False(Make(_recording));
    }

    [Fact]
    public void Validate_OfALiveGroup_OrOneThatIsDeletedFirst_IsRefused()
    {
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>((_recording with { IsLive = true }).Validate).Code);
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>((_recording with { CleanupDestination = true }).Validate).Code);
    }

    public void Dispose()
    {
        _engine.Shutdown();
        _use.Dispose();
        _folder.Dispose();
    }

    // False: it was left alone.
    private bool Make(StreamDefinition definition)
    {
        MssStream stream = _engine.Start(definition).Single();
        if (stream.Id == 0)
        {
            return false;
        }

        Assert.True(_engine.WaitForEnd(stream.Id, s_limit, default));
        Assert.Equal(StreamState.Completed, _engine.GetStreams().Single(s => s.Id == stream.Id).State);
        return true;
    }

    private sealed class OtherEngine : IDisposable
    {
        public MssEngine Engine { get; } = new(new FastTime(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)));

        public void Dispose() => Engine.Shutdown();
    }
}
