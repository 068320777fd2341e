using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Live groups that have stalled: no new fragment for three fragment lengths.</summary>
public class StaleGroupTests
{
    [Theory]
    [InlineData(StaleGroup.Serve, HttpStatusCode.OK)]
    [InlineData(StaleGroup.NotFound, HttpStatusCode.NotFound)]
    [InlineData(StaleGroup.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Manifest_OfAStalledGroup_AnswersAsSet(StaleGroup setting, HttpStatusCode expected)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var served = new ServedGroup(d => d with { StaleGroup = setting }, time);
        served.GoLive(listed: 5);
        File.SetLastWriteTimeUtc(served.PathOf("manifest.ismc"), time.GetUtcNow().UtcDateTime);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc"));

        time.Advance(TimeSpan.FromSeconds(2)); // fragments of two seconds

        Assert.Equal(expected, await served.StatusAsync("group/manifest.ismc"));
        using HttpResponseMessage response = await served.GetAsync("group.isml/Manifest");
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.ServiceUnavailable ? 2 : null, response.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync(served.FragmentUrl(0)));
    }

    [Fact]
    public async Task Manifest_OfARecording_IsNeverStale()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(1));
        using var served = new ServedGroup(d => d with { StaleGroup = StaleGroup.Unavailable }, time);

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc"));
    }
}
