using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public class AnnouncedFragmentsTests
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly Arrival s_expected = new(null, IsVideo: true, TimeSpan.FromMinutes(1));
    private static readonly Arrival s_there = new(new StoredFile("/g/1", 1, DateTime.UnixEpoch), IsVideo: true, null);

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentDictionary<string, int> _looks = new();
    private readonly ConcurrentDictionary<string, bool> _stored = new();

    [Fact]
    public async Task Wait_ManyForOneFragment_OneLooksForAll()
    {
        var announced = new AnnouncedFragments(_time);
        Task<Arrival>[] waits = [.. Enumerable.Range(0, 100).Select(_ => WaitAsync(announced, "1"))];
        Assert.Equal(100, announced.Waiting);

        _time.Advance(s_look);
        Assert.Equal(1, _looks["1"]);
        _stored["1"] = true;
        _time.Advance(s_look);

        Assert.All(await Task.WhenAll(waits), arrival => Assert.Equal(s_there, arrival));
        Assert.Equal(0, announced.Waiting);
    }

    [Fact]
    public async Task Wait_AnsweredOneLeavesLate_TheNextWaitGoesOn()
    {
        var watch = new GroupWatch(_time);
        Assert.True(watch.TryJoin("2", () => Look("2"), () => { }, out _, out Action leaveOther)); // it keeps the watch running
        Assert.True(watch.TryJoin("1", () => Look("1"), () => { }, out Task<Arrival>? first, out Action leaveFirst));
        _stored["1"] = true;
        _time.Advance(s_look);
        await first;
        _stored["1"] = false;
        Assert.True(watch.TryJoin("1", () => Look("1"), () => { }, out Task<Arrival>? second, out Action leaveSecond));

        leaveFirst();
        _stored["1"] = true;
        _time.Advance(s_look);

        Assert.Equal(s_there, await second.WaitAsync(TimeSpan.FromSeconds(30)));
        leaveSecond();
        leaveOther();
    }

    [Fact]
    public async Task Wait_LookFails_EndsThisWaitAndNoOther()
    {
        var announced = new AnnouncedFragments(_time);
        Task<Arrival> broken = announced.WaitAsync("/g", "0", () => throw new IOException("no"), TimeSpan.FromMinutes(1), default);
        Task<Arrival> good = WaitAsync(announced, "1");
        _stored["1"] = true;

        _time.Advance(s_look);

        await Assert.ThrowsAsync<IOException>(() => broken);
        Assert.Equal(s_there, await good);
    }

    private Task<Arrival> WaitAsync(AnnouncedFragments announced, string path) =>
        announced.WaitAsync("/g", path, () => Look(path), TimeSpan.FromMinutes(1), default);

    private Arrival Look(string path)
    {
        _looks.AddOrUpdate(path, 1, (_, count) => count + 1);
        return _stored.GetValueOrDefault(path) ? s_there : s_expected;
    }
}
