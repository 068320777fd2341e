using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>The pages over HTTP: types, caching, compression, policy. What is in them is tested in a browser.</summary>
public sealed partial class PageTests : IDisposable
{
    private readonly ServedGroup _served = new(d => d with { PageFolder = Repository.PathOf("module/web") });

    [Theory]
    [InlineData("")]
    [InlineData("play/group")]
    public async Task Get_Page_IsCheckedEachTimeAndRunsOurScriptsOnly(string url)
    {
        using HttpResponseMessage response = await _served.GetAsync(url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        string policy = Header(response, "Content-Security-Policy");
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        string text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotMatch(@"<script>|<style|\son\w+=|\sstyle=|https?://|\{version\}", text);
        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(url, ("If-None-Match", response.Headers.ETag!.ToString())));
    }

    [Fact]
    public async Task Get_PartsOfPages_LastForEverUnderTheirVersion()
    {
        var types = new Dictionary<string, string>
        {
            [".js"] = "text/javascript; charset=utf-8",
            [".css"] = "text/css; charset=utf-8",
            [".svg"] = "image/svg+xml",
        };
        string pages = await _served.Client.GetStringAsync(new Uri("", UriKind.Relative))
            + await _served.Client.GetStringAsync(new Uri("play/group", UriKind.Relative));
        string[] parts = [.. Part().Matches(pages).Select(m => m.Value).Distinct()];
        Assert.Equal(4, parts.Length); // the icon, the style and a script of each page

        foreach (string part in parts)
        {
            using HttpResponseMessage response = await _served.GetAsync(part, ("Accept-Encoding", "gzip"));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(types[Path.GetExtension(part)], response.Content.Headers.ContentType!.ToString());
            Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
            using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using var text = new MemoryStream();
            await gzip.CopyToAsync(text);
            Assert.Equal(await File.ReadAllBytesAsync(Repository.PathOf($"module/web/{Path.GetFileName(part)}")), text.ToArray());
        }
    }

    [Theory]
    [InlineData("player/play.js")]
    [InlineData("player/000000000000/play.js")]
    [InlineData("player")]
    [InlineData("player/000000000000/play.html")]
    [InlineData("play")]
    [InlineData("play/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("play/../play.html")]
    public async Task Get_NoPage_Is404WithoutOne(string url)
    {
        using HttpResponseMessage response = await _served.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 NotFound\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_PlayerOfNoGroup_Is404WithThePage()
    {
        using HttpResponseMessage response = await _served.GetAsync("play/none");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Contains("<video", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ModuleWithoutPages_Is404()
    {
        using var served = new ServedGroup();

        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync(""));
        Assert.Equal(HttpStatusCode.NotFound, await served.StatusAsync("play/group"));
    }

    public void Dispose() => _served.Dispose();

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values : []);

    [GeneratedRegex("/player/[0-9a-f]{12}/[a-z./]+")]
    private static partial Regex Part();
}
