using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>HTTP as clients and caches need it.</summary>
public sealed class HttpTests : IDisposable
{
    private readonly ServedGroup _served = new();

    [Fact]
    public async Task Get_Fragment_MayBeCachedForEver()
    {
        using HttpResponseMessage response = await _served.GetAsync(_served.FileUrl(0));

        Assert.Equal(File.ReadAllBytes(_served.FragmentPath(0)), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("video/mp4", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", Header(response, "Cache-Control"));
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("Date", Header(response, "Access-Control-Expose-Headers"));
        Assert.NotNull(response.Headers.Date);
        Assert.NotNull(response.Headers.ETag);
        Assert.NotNull(response.Content.Headers.LastModified);
    }

    [Fact]
    public async Task Get_AudioFragment_SaysSo()
    {
        string file = _served.Group.PathOf(_served.Group.Audio, _served.Group.Audio.Levels[0], _served.Group.Audio.Rows[0].Time);

        using HttpResponseMessage response = await _served.GetAsync(Path.GetRelativePath(_served.Root, file).Replace('\\', '/'));

        Assert.Equal("audio/mp4", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Get_Manifest_IsTheFile()
    {
        using HttpResponseMessage response = await _served.GetAsync("group/manifest.ismc");

        Assert.Equal(_served.Group.Manifest, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/vnd.ms-sstr+xml", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(10, "public, max-age=1")] // fragments of two seconds
    [InlineData(3, "public, max-age=1")]
    public async Task Get_LiveManifest_MayBeCachedForHalfAFragment(int listed, string expected)
    {
        _served.GoLive(listed);

        using HttpResponseMessage response = await _served.GetAsync("group.isml/Manifest");

        Assert.Equal(expected, Header(response, "Cache-Control"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("group/manifest.txt")]
    [InlineData("group.ism/QualityLevels(1)/Fragments(video=0)")]
    [InlineData("group.ism/QualityLevels(x)/Fragments(video=0)")]
    public async Task Get_Error_MayNotBeCached(string url)
    {
        using HttpResponseMessage response = await _served.GetAsync(url);

        Assert.InRange((int)response.StatusCode, 400, 404);
        Assert.Equal("no-store", Header(response, "Cache-Control"));
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("group/manifest.ismc")]
    [InlineData("group.ism/Manifest")]
    [InlineData(null)]
    public async Task Get_KnownVersion_Is304(string? url)
    {
        url ??= _served.FileUrl(0);
        using HttpResponseMessage first = await _served.GetAsync(url);
        string etag = first.Headers.ETag!.ToString();
        string date = Header(first, "Last-Modified");

        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(url, ("If-None-Match", etag)));
        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(url, ("If-None-Match", $"\"other\", W/{etag}")));
        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(url, ("If-None-Match", "*")));
        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(url, ("If-Modified-Since", date)));
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(url, ("If-None-Match", "\"other\""), ("If-Modified-Since", date)));
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(url, ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT")));
        using HttpResponseMessage again = await _served.GetAsync(url, ("If-None-Match", etag));
        Assert.Equal(etag, again.Headers.ETag!.ToString());
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_ReplacedManifest_IsTheNewOne()
    {
        using HttpResponseMessage first = await _served.GetAsync("group/manifest.ismc");

        _served.GoLive(listed: 5);

        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync("group/manifest.ismc", ("If-None-Match", first.Headers.ETag!.ToString())));
        Assert.Contains("IsLive", await _served.Client.GetStringAsync(new Uri("group/manifest.ismc", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=100-", 100, null)]
    [InlineData("bytes=-50", null, 50)]
    public async Task Get_Range_Is206(string range, int? offset, int? length)
    {
        byte[] file = File.ReadAllBytes(_served.FragmentPath(0));
        int start = offset ?? file.Length - length!.Value;
        int end = length is null || offset is null ? file.Length : start + length.Value;

        using HttpResponseMessage response = await _served.GetAsync(_served.FileUrl(0), ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(start, end - 1, file.Length), response.Content.Headers.ContentRange);
        Assert.Equal(file[start..end], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_RangeBeyondTheEnd_Is416()
    {
        using HttpResponseMessage response = await _served.GetAsync(_served.FileUrl(0), ("Range", "bytes=99999999-"));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal(new FileInfo(_served.FragmentPath(0)).Length, response.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task Get_RangeOfAnotherVersion_IsTheWhole()
    {
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(_served.FileUrl(0), ("Range", "bytes=0-9"), ("If-Range", "\"other\"")));
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(_served.FileUrl(0), ("Range", "bytes=0-9,20-29")));
    }

    [Theory]
    [InlineData("group/manifest.ismc")]
    [InlineData("group.ism/Manifest")]
    [InlineData("none")]
    public async Task Head_HasTheHeadersOfGet(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using HttpResponseMessage head = await _served.Client.SendAsync(request);
        using HttpResponseMessage get = await _served.GetAsync(url);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("group/manifest.ismc")]
    [InlineData("group.ism/Manifest")]
    public async Task Get_ManifestWithGzip_IsSmallerAndTheSame(string url)
    {
        using HttpResponseMessage plain = await _served.GetAsync(url);
        using HttpResponseMessage packed = await _served.GetAsync(url, ("Accept-Encoding", "br, gzip"));
        using HttpResponseMessage refused = await _served.GetAsync(url, ("Accept-Encoding", "gzip;q=0"));

        Assert.Equal("gzip", Assert.Single(packed.Content.Headers.ContentEncoding));
        Assert.Empty(refused.Content.Headers.ContentEncoding);
        Assert.Equal("Accept-Encoding", Header(plain, "Vary"));
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.True(packed.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);
        using var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), unpacked.ToArray());
    }

    [Theory]
    [InlineData("gzip;q=0.0")]
    [InlineData("GZIP ; Q=0.000, br")]
    [InlineData("gzipped")]
    public async Task Get_GzipIsNotTaken_IsPlain(string accepted)
    {
        using HttpResponseMessage response = await _served.GetAsync("group/manifest.ismc", ("Accept-Encoding", accepted));

        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("gzip;q=0.001")]
    [InlineData("deflate, GZip;q=1.0, *;q=0.5")]
    public async Task Get_GzipIsTaken_IsCompressed(string accepted)
    {
        using HttpResponseMessage response = await _served.GetAsync("group/manifest.ismc", ("Accept-Encoding", accepted));

        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
    }

    [Theory]
    [InlineData(50_000)] // from memory
    [InlineData(1_000_000)] // from the disk
    public async Task Get_FileThatVanishesAfterTheLook_Is404(int size)
    {
        using var served = new ServedGroup(time: new FakeTimeProvider(DateTimeOffset.UtcNow)); // a look is fresh for ever
        string file = Path.Join(served.Root, "group", "other", "20000000.fmp4");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[size]);
        Assert.Equal(HttpStatusCode.NotModified, await served.StatusAsync("group/other/20000000.fmp4", ("If-None-Match", "*"))); // looked at, not read

        File.Delete(file);

        using HttpResponseMessage response = await served.GetAsync("group/other/20000000.fmp4");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("no-store", Header(response, "Cache-Control"));
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Options_FromABrowser_AllowsRanges()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "group/manifest.ismc");
        using HttpResponseMessage response = await _served.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Contains("Range", Header(response, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    public async Task OtherMethod_Is405(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "group/manifest.ismc");
        using HttpResponseMessage response = await _served.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("clientaccesspolicy.xml", "<access-policy>")]
    [InlineData("crossdomain.xml", "<cross-domain-policy>")]
    public async Task Get_PolicyFile_IsThereUnlessTheUserHasOne(string name, string expected)
    {
        Assert.Contains(expected, await _served.Client.GetStringAsync(new Uri(name, UriKind.Relative)), StringComparison.Ordinal);

        File.WriteAllText(Path.Join(_served.Root, name), "<mine/>");

        Assert.Equal("<mine/>", await _served.Client.GetStringAsync(new Uri(name, UriKind.Relative)));
    }

    [Fact]
    public async Task Get_GroupList_DescribesTheGroup()
    {
        using JsonDocument list = JsonDocument.Parse(await _served.Client.GetStringAsync(new Uri("groups.json", UriKind.Relative)));

        JsonElement group = Assert.Single(list.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal("group", group.GetProperty("name").GetString());
        Assert.False(group.GetProperty("isLive").GetBoolean());
        Assert.Equal(3, group.GetProperty("streams")[0].GetProperty("renditions").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(group.GetProperty("manifest").GetString()!));
        Assert.Equal(HttpStatusCode.OK, await _served.StatusAsync(group.GetProperty("smooth").GetString()!));
    }

    [Fact]
    public async Task Get_Metrics_CountsByStatus()
    {
        await _served.StatusAsync(_served.FileUrl(0));
        await _served.StatusAsync("none");

        string metrics = await _served.Client.GetStringAsync(new Uri("metrics", UriKind.Relative));

        Assert.Contains("# TYPE mss_requests_total counter\nmss_requests_total{code=\"200\"} 1\nmss_requests_total{code=\"404\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\nmss_sessions 1\n", metrics, StringComparison.Ordinal); // "none" is none

        // The last answer is counted when it is sent, which its reader may notice first.
        long expected = new FileInfo(_served.FragmentPath(0)).Length + "404 NotFound\n".Length + metrics.Length;
        SpinWait.SpinUntil(() => _served.Now.Bytes >= expected, Patience.Of(10));
        Assert.Equal(expected, _served.Now.Bytes);
    }

    public void Dispose() => _served.Dispose();

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ",
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values) ? values : []);
}
