using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Streams;
using Xunit;

namespace MssTools.Core.Tests.Streams;

/// <summary>A disk that fills and empties, and who is told.</summary>
public sealed class DiskWatchTests
{
    private const long GiB = 1024L * 1024 * 1024;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly EventHub _hub;
    private readonly List<StreamDefinition> _running = [Group("news"), Group("film")];
    private VolumeSpace? _space = new(50 * GiB, 100 * GiB);
    private int _looks;

    public DiskWatchTests()
    {
        _hub = new EventHub(_time);
        _ = new DiskWatch(_hub, () => _running, _ => { _looks++; return _space; }, _time);
    }

    [Fact]
    public void NobodyListens_NothingIsLookedAt()
    {
        _time.Advance(s_look * 10);
        Assert.Equal(0, _looks);

        EventHub.Listener listener = _hub.Listen();
        _time.Advance(s_look);
        Assert.Equal(4, _looks);
        listener.Dispose();

        _time.Advance(s_look * 10);
        Assert.Equal(4, _looks);
    }

    // At the limit it is told once, and once when there is a quarter more.
    [Fact]
    public void DiskFillsAndEmpties_EachIsToldOnceForEachGroup()
    {
        using EventHub.Listener listener = _hub.Listen();

        Assert.Equal([], Told(listener, 5 * GiB));
        Assert.Equal(["DiskLow news", "DiskLow film"], Told(listener, (5 * GiB) - 1));
        Assert.Equal([], Told(listener, 1));
        Assert.Equal([], Told(listener, 5 * GiB));
        Assert.Equal([], Told(listener, 4 * GiB));
        Assert.Equal([], Told(listener, (long)(6.24 * GiB)));
        Assert.Equal(["DiskEnough news", "DiskEnough film"], Told(listener, (long)(6.25 * GiB)));
        Assert.Equal([], Told(listener, 5 * GiB));
        Assert.Equal(["DiskLow news", "DiskLow film"], Told(listener, 0));
    }

    [Fact]
    public async Task DiskIsLow_SaysHowMuchIsLeftAndWhere()
    {
        using EventHub.Listener listener = _hub.Listen();
        _space = new VolumeSpace(3 * GiB, 100 * GiB);
        _time.Advance(s_look);

        MssEvent told = await listener.NextAsync(default);

        Assert.Equal(("news", "/srv/web"), (told.GroupName, told.TargetFolder));
        Assert.Equal("The disk of '/srv/web', where group 'news' is stored, has 3072 MiB free of 102400 MiB: less than 5120 MiB.", told.Message);
    }

    // Half of a large disk is no reason to wake anybody.
    [Theory]
    [InlineData(100, 5)]
    [InlineData(200, 10)]
    [InlineData(20_000, 10)]
    public void Wanted_Is5PercentOr10GiB(long size, long wanted) => Assert.Equal(wanted * GiB, new VolumeSpace(0, size * GiB).Wanted);

    [Fact]
    public void DiskDoesNotAnswer_NothingIsTold()
    {
        using EventHub.Listener listener = _hub.Listen();
        Assert.Equal(2, Told(listener, 0).Length);

        _space = null;
        _time.Advance(s_look * 3);

        Assert.Equal(0, listener.Waiting);
        Assert.Equal(2, Told(listener, 50 * GiB).Length);
    }

    [Fact]
    public void GroupHasEnded_IsForgotten_AndAnotherIsToldOf()
    {
        using EventHub.Listener listener = _hub.Listen();
        Assert.Equal(2, Told(listener, 0).Length);

        _running.Clear();
        Assert.Equal([], Told(listener, 0));
        _running.Add(Group("later"));
        Assert.Equal(["DiskLow later"], Told(listener, 0));
    }

    // Who is the first to listen is told at once.
    [Fact]
    public void DiskIsLowAlready_TheFirstListenerIsTold()
    {
        _space = new VolumeSpace(0, GiB);

        using EventHub.Listener listener = _hub.Listen();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, listener.Waiting);
    }

    [Fact]
    public void Of_ThisDisk_IsKnown_AndOfNoFolderIsNot()
    {
        using var folder = new TemporaryFolder();

        Assert.InRange(VolumeSpace.Of(folder.Join())!.Value.Size, 1, long.MaxValue);
        Assert.Null(VolumeSpace.Of(folder.Join("none")));
    }

    private string[] Told(EventHub.Listener listener, long free)
    {
        _space = new VolumeSpace(free, 100 * GiB);
        _time.Advance(s_look);
        return [.. listener.TakeAll().Select(happened => $"{happened.Kind} {happened.GroupName}")];
    }

    private static StreamDefinition Group(string name) => new() { LocalStreamNames = ["a"], GroupName = name, TargetFolder = "/srv/web" };
}
