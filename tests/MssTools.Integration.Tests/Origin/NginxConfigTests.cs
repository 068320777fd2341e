using MssTools.Core;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>nginx with our configuration answers as our server does.</summary>
public class NginxConfigTests
{
    private static readonly string[] s_headers =
        ["Content-Type", "Cache-Control", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "X-Content-Type-Options", "Vary", "Content-Encoding", "Content-Range"];

    [ToolFact("nginx")]
    public async Task Answers_AreThoseOfOurServer()
    {
        using var served = new ServedGroup();
        string audio = Path.GetRelativePath(served.Root, served.Group.PathOf(served.Group.Audio, served.Group.Audio.Levels[0], served.Group.Audio.Rows[0].Time));
        string smoothAudio = $"group.ism/QualityLevels({served.Group.Audio.Levels[0].Bitrate})/Fragments(audio={served.Group.Audio.Rows[0].Time})";
        File.WriteAllText(served.PathOf(".20000000.fmp4.partial"), "half");
        File.WriteAllText(served.PathOf("secret.ps1"), "secret");
        File.CreateSymbolicLink(served.PathOf("link.ismc"), served.PathOf("manifest.ismc"));
        using NginxServer nginx = await NginxServer.StartAsync(served.Root);
        using var other = new HttpClient { BaseAddress = nginx.Address };
        foreach (string url in new[]
        {
            served.FileUrl(0), served.FragmentUrl(0), served.FragmentUrl(0, point: "group.isml"), served.FragmentUrl(0, point: "group"), audio, smoothAudio,
            "none", "none.txt", "group/none.ismc", served.FragmentUrl(0).Replace("video=", "video=1", StringComparison.Ordinal), "none.ism/Manifest",
            "group/.20000000.fmp4.partial", "group/secret.ps1", "clientaccesspolicy.xml", "crossdomain.xml", "healthz",
        })
        {
            await AssertSameAsync(served.Client, other, url, body: true, []);
        }

        await AssertSameAsync(served.Client, other, served.FileUrl(0), body: true, [("Range", "bytes=10-19")]);
        await AssertStatusAsync(other, 404, "group/link.ismc", HttpMethod.Get, accepted: 403);
        await AssertStatusAsync(other, 405, "group/manifest.ismc", HttpMethod.Post, accepted: 405);
        await AssertStatusAsync(other, 204, "group/manifest.ismc", HttpMethod.Options, accepted: 204);
        foreach (string url in new[] { "group/manifest.ismc", "group.ism/Manifest", "GROUP.ISML/MANIFEST".Replace("GROUP", "group", StringComparison.Ordinal), "group/Manifest" })
        {
            using HttpResponseMessage response = await other.GetAsync(new Uri(url, UriKind.Relative));
            Assert.Equal(served.Group.Manifest, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("application/vnd.ms-sstr+xml", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("public, max-age=1", response.Headers.CacheControl?.ToString());
        }
    }

    [ToolFact("nginx")]
    public async Task Origin_HoldsAnnouncedFragmentsAndCutsParts()
    {
        using var served = new ServedGroup();
        using NginxServer nginx = await NginxServer.StartAsync(served.Root, new Uri(served.Server.Url));
        await ProxiedGroup.CheckAsync(served, nginx.Address);
    }

    [ToolFact("nginx")]
    public async Task Group_OfOneStream_IsFoundByItsName()
    {
        using var folder = new TemporaryFolder();
        string input = Repository.Samples[0];
        Packager.Package(Packager.Recorded(folder.FullName, [input]) with { GroupName = "low" }, [input]);
        Packager.Package(Packager.Recorded(folder.FullName, [input]) with { GroupName = "another name" }, [input]);
        var engine = new MssEngine(TimeProvider.System);
        string url = engine.StartServer(new ServerDefinition { Root = folder.FullName, Port = 0 }).Url;
        using var ours = new HttpClient { BaseAddress = new Uri(url) };
        using NginxServer nginx = await NginxServer.StartAsync(folder.FullName);
        using var other = new HttpClient { BaseAddress = nginx.Address };
        foreach (string group in new[] { "low", "another name" })
        {
            string bitrate = Path.GetFileName(Directory.EnumerateDirectories(folder.PathOf($"{group}/low/video")).Single());
            await AssertSameAsync(ours, other, $"{group}.ism/QualityLevels({bitrate})/Fragments(video=0)", body: true, []);
            await AssertSameAsync(ours, other, $"{group}/low/video/{bitrate}/0.fmp4", body: true, []);
        }

        engine.Shutdown();
    }

    private static async Task AssertSameAsync(HttpClient ours, HttpClient theirs, string url, bool body, (string Name, string Value)[] headers)
    {
        using HttpResponseMessage expected = await GetAsync(ours, url, headers);
        using HttpResponseMessage actual = await GetAsync(theirs, url, headers);
        Assert.True(expected.StatusCode == actual.StatusCode, $"{url}: {expected.StatusCode}, nginx {actual.StatusCode}");
        bool isError = !expected.IsSuccessStatusCode;
        foreach (string name in s_headers.Where(n => !(isError && n is ("Content-Type" or "Vary")) && !(url.EndsWith(".xml", StringComparison.Ordinal) && n == "Cache-Control")))
        {
            Assert.True(Header(expected, name) == Header(actual, name), $"{url}: {name} is '{Header(expected, name)}', nginx '{Header(actual, name)}'");
        }

        if (body && !isError && !url.EndsWith(".xml", StringComparison.Ordinal))
        {
            Assert.Equal(await expected.Content.ReadAsByteArrayAsync(), await actual.Content.ReadAsByteArrayAsync());
        }
    }

    private static async Task AssertStatusAsync(HttpClient client, int expected, string url, HttpMethod method, int accepted)
    {
        using var request = new HttpRequestMessage(method, url);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Contains((int)response.StatusCode, new[] { expected, accepted });
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string url, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ",
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values) ? values : []);
}
