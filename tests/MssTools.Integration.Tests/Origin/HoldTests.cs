using System.Diagnostics;
using System.Net;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Requests for fragments that were announced and are not there yet.</summary>
public class HoldTests
{
    private const int Listed = 5;
    private const string Kept = ".kept";

    [Theory]
    [InlineData(true, 5)]
    [InlineData(true, 6)] // two successors are announced
    [InlineData(false, 5)]
    [InlineData(false, 6)]
    public async Task Announced_ComesInTime_IsServed(bool standard, int index)
    {
        using var served = new ServedGroup();
        HoldBack(served, index);
        served.GoLive(Listed);

        Task<HttpResponseMessage> request = served.GetAsync(standard ? served.FragmentUrl(index) : served.FileUrl(index));
        await UntilAsync(() => served.Now.Held == 1);
        Assert.False(request.IsCompleted);
        Release(served, index);

        using HttpResponseMessage response = await request;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(File.ReadAllBytes(served.FragmentPath(index)), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(0, served.Now.Held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Announced_DoesNotCome_Is412WithoutABody(bool standard)
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMilliseconds(300) });
        HoldBack(served, Listed);
        served.GoLive(Listed);
        var watch = Stopwatch.StartNew();

        using HttpResponseMessage response = await served.GetAsync(standard ? served.FragmentUrl(Listed) : served.FileUrl(Listed));

        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.29, Patience.Of(10).TotalSeconds);
    }

    [Fact]
    public async Task Announced_StrayManifestAmongTheFragments_TheGroupDecides()
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMilliseconds(300) });
        HoldBack(served, Listed);
        string stray = File.ReadAllText(served.PathOf("manifest.ismc"))
            .Replace("{bitrate}/video/{start time}", "{start time}", StringComparison.Ordinal)
            .Replace($"Bitrate=\"{served.Bitrate}\"", "Bitrate=\"0\"", StringComparison.Ordinal);
        File.WriteAllText(Path.Join(Path.GetDirectoryName(served.FragmentPath(Listed)), "stray.ismc"), stray);
        served.GoLive(Listed);

        Assert.Equal(HttpStatusCode.PreconditionFailed, await served.StatusAsync(served.FileUrl(Listed)));
    }

    [Fact]
    public async Task Announced_NoHoldLimit_WaitsForTwoFragmentLengths()
    {
        using var served = new ServedGroup();
        HoldBack(served, Listed);
        served.GoLive(Listed);
        var watch = Stopwatch.StartNew();

        Assert.Equal(HttpStatusCode.PreconditionFailed, await served.StatusAsync(served.FragmentUrl(Listed)));

        Assert.InRange(watch.Elapsed.TotalSeconds, 3.9, Patience.Of(10).TotalSeconds); // fragments of two seconds
    }

    [Fact]
    public async Task Announced_GroupEndsWithoutIt_Is404AtOnce()
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, Listed);
        byte[] recorded = File.ReadAllBytes(served.PathOf("manifest.ismc"));
        served.GoLive(Listed);
        Task<HttpStatusCode> request = served.StatusAsync(served.FragmentUrl(Listed));
        await UntilAsync(() => served.Now.Held == 1);

        File.WriteAllBytes(served.PathOf("manifest.ismc"), recorded);

        Assert.Equal(HttpStatusCode.NotFound, await request);
    }

    // As players ask that got the stored manifest under a publishing point's name, from another web server.
    [Theory]
    [InlineData("group.isml/")]
    [InlineData("group.ism/")]
    public async Task Path_BelowAPublishingPoint_IsThatBelowTheGroup(string point)
    {
        using var served = new ServedGroup();

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync(served.FileUrl(0).Replace("group/", point, StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync($"{point}0/video/1.fmp4"));
    }

    // Any time within the look-ahead can be made up; only those that the fragments announce can come.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TimeThatNoFragmentCanHave_Is404AtOnce(bool standard)
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, Listed);
        served.GoLive(Listed);
        string url = standard ? served.FragmentUrl(Listed) : served.FileUrl(Listed);
        string time = $"{served.Group.Video.Rows[Listed].Time}";

        foreach (long made in new[] { 1, -1, 10_000_001 })
        {
            string other = $"{served.Group.Video.Rows[Listed].Time + made}";
            Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync(url.Replace(time, other, StringComparison.Ordinal)));
        }

        Assert.Equal(0, served.Now.Held);
    }

    [Theory]
    [InlineData(7)] // beyond what the last listed fragment announces
    [InlineData(2)] // within what is listed
    public async Task NotAnnounced_Is404AtOnce(int index)
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, index);
        served.GoLive(Listed);

        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync(served.FragmentUrl(index)));
        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync(served.FileUrl(index)));
    }

    [Fact]
    public async Task Recorded_MissingFragment_Is404AtOnce()
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, 9);

        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync(served.FragmentUrl(9)));
    }

    [Fact]
    public async Task Announced_ManyWait_AllAreServed()
    {
        const int Viewers = 200;
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, Listed);
        served.GoLive(Listed);
        Task<HttpStatusCode>[] requests = [.. Enumerable.Range(0, Viewers).Select(_ => served.StatusAsync(served.FragmentUrl(Listed)))];
        await UntilAsync(() => served.Now.Held == Viewers);

        Release(served, Listed);

        Assert.All(await Task.WhenAll(requests), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Announced_ViewerLeaves_IsHeldNoMore()
    {
        using var served = new ServedGroup(d => d with { HoldLimit = TimeSpan.FromMinutes(5) });
        HoldBack(served, Listed);
        served.GoLive(Listed);
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> request = served.Client.GetAsync(new Uri(served.FragmentUrl(Listed), UriKind.Relative), leave.Token);
        await UntilAsync(() => served.Now.Held == 1);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await UntilAsync(() => served.Now.Held == 0);
    }

    private static void HoldBack(ServedGroup served, int index) => File.Move(served.FragmentPath(index), served.FragmentPath(index) + Kept);

    private static void Release(ServedGroup served, int index) => File.Move(served.FragmentPath(index) + Kept, served.FragmentPath(index));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Of(30));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
