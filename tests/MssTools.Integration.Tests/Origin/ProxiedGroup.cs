using System.Net;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>What a web server with our server behind it must do: serve what is there, and ask for the rest.</summary>
internal static class ProxiedGroup
{
    private const int Listed = 5;

    public static async Task CheckAsync(ServedGroup served, Uri proxy)
    {
        using var other = new HttpClient { BaseAddress = proxy };
        long before = served.Now.Requests;
        Assert.Equal(File.ReadAllBytes(served.FragmentPath(0)), await other.GetByteArrayAsync(new Uri(served.FragmentUrl(0), UriKind.Relative)));
        Assert.Equal(File.ReadAllBytes(served.FragmentPath(0)), await other.GetByteArrayAsync(new Uri(served.FileUrl(0), UriKind.Relative)));
        Assert.Equal(before, served.Now.Requests); // what is there costs our server nothing

        string held = served.FragmentPath(Listed);
        File.Move(held, held + ".kept");
        served.GoLive(Listed);
        foreach (string url in new[] { served.FragmentUrl(Listed), served.FileUrl(Listed), served.FragmentUrl(Listed, point: "group.isml"), served.FileUrl(Listed).Replace("group/", "group.isml/", StringComparison.Ordinal) })
        {
            Task<HttpResponseMessage> request = other.GetAsync(new Uri(url, UriKind.Relative));
            Assert.True(SpinWait.SpinUntil(() => served.Now.Held == 1, Patience.Of(20)), url);
            File.Move(held + ".kept", held);

            using HttpResponseMessage response = await request;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("video/mp4", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Equal(File.ReadAllBytes(held), await response.Content.ReadAsByteArrayAsync());
            File.Move(held, held + ".kept");
        }

        Assert.NotEmpty(await other.GetByteArrayAsync(new Uri(served.FragmentUrl(0, "KeyFrames"), UriKind.Relative)));
        foreach (string url in new[] { served.FragmentUrl(9).Replace("=", "=9", StringComparison.Ordinal), "none/0/video/0.fmp4", "group/none.ismc" })
        {
            using HttpResponseMessage missing = await other.GetAsync(new Uri(url, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Equal("no-store", missing.Headers.CacheControl?.ToString());
        }
    }
}
