using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Tests.Outputs;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>A group in a folder that goes from one process to another, which both are there.</summary>
public sealed class TakeOverTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FastTime _time = new(s_noon);
    private readonly List<MssEngine> _engines = [];
    private readonly StreamDefinition _live;

    public TakeOverTests() => _live = TestGroup.Define(_folder.Join("web"), "a") with { IsLive = true, ChunkLength = 1, LookAheadFragmentCount = 1 };

    [Fact]
    public async Task Start_AnotherHasTheGroup_IsInUseUnlessItTakesOver()
    {
        MssEngine first = Engine();
        MssStream old = first.Start(_live).Single();
        await Eventually.Until(() => Rows().Count >= 3);

        Assert.Equal(MssError.GroupInUse, Assert.Throws<MssException>(() => Engine().Start(_live)).Code);
        MssEngine second = Engine();
        second.Start(_live with { TakesOver = true });
        IReadOnlyList<FragmentTime> between = Rows();

        Assert.True(first.WaitForEnd(old.Id, s_limit, default));
        MssStream ended = first.GetStreams().Single();
        Assert.Equal((StreamState.Failed, MssError.Fenced), (ended.State, ended.LastErrorCode));
        Assert.Contains($"'{Environment.MachineName}'", ended.LastError, StringComparison.Ordinal);
        await Eventually.Until(() => Rows().Count >= between.Count + 3);
        second.Shutdown();
        IReadOnlyList<FragmentTime> after = Rows();
        Assert.Equal(between, after.Take(between.Count));
        Assert.All(after.Zip(after.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Time));
        Assert.All(after, row => Assert.True(File.Exists(PathOf(row.Time))));
    }

    // Nobody but the lock's owner deletes its file: the next start, here or there, finds the group free.
    [Fact]
    public async Task Start_AfterBothHaveEnded_GoesOn()
    {
        MssEngine first = Engine();
        MssStream old = first.Start(_live).Single();
        await Eventually.Until(() => Rows().Count >= 2);
        MssEngine second = Engine();
        second.Start(_live with { TakesOver = true });
        Assert.True(first.WaitForEnd(old.Id, s_limit, default));
        await Eventually.Until(() => Rows().Count >= 4);
        second.Suspend();
        int there = Rows().Count;

        Engine().Start(_live);

        await Eventually.Until(() => Rows().Count >= there + 2);
    }

    public void Dispose()
    {
        _engines.ForEach(engine => engine.Shutdown());
        _folder.Dispose();
    }

    private MssEngine Engine()
    {
        var engine = new MssEngine(_time);
        engine.AddLocalStream(new LocalStreamDefinition { Name = "a", Source = GoldenFiles.PathOf("inputs", "mp4", "bframes.mp4"), Loop = true });
        _engines.Add(engine);
        return engine;
    }

    private IReadOnlyList<FragmentTime> Rows() => File.Exists(_live.ManifestPath)
        ? Video().Fragments
        : [];

    private StreamIndex Video() => ClientManifestReader.Read(_live.ManifestPath).ToModel(_live.ManifestPath).StreamIndexes[0];

    private string PathOf(long time) => Path.Join(
        _live.GroupFolder, TestGroup.LayoutOf(_live).PathOf(Contents.Video, Video().QualityLevels[0].Bitrate, time));
}
