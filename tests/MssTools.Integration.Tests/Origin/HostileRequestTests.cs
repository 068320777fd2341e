using System.Diagnostics;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Paths and requests that are meant to break out or break down. Nothing leaks, and the server goes on.</summary>
public sealed class HostileRequestTests : IDisposable
{
    private const string Secret = "TOP-SECRET";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(250);

    /// <summary>Ways to write "one folder up".</summary>
    private static readonly string[] s_ups =
    [
        "..", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "%252e%252e", "%25252e%25252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae",
        "%f0%80%80%ae%f0%80%80%ae", "%uff0e%uff0e", "%u002e%u002e", "..;", "..%3b", "..%00", "..%20", "...", "....", ". .", ".%20.",
        "\u00b7\u00b7", "%ef%bc%8e%ef%bc%8e", "%e2%80%a4%e2%80%a4", "..%c1%9c", "%2e%2e%2e",
    ];

    /// <summary>Ways to write a slash.</summary>
    private static readonly string[] s_slashes = ["/", "%2f", "%5c", "\\", "%252f", "%c0%af", "//", "/./", "%ef%bc%8f"];

    private readonly ServedGroup _served = new();

    public HostileRequestTests()
    {
        Write(_served.Outside("secret.txt"));
        Directory.CreateDirectory(_served.Outside("root-secret"));
        Write(_served.Outside("root-secret/secret.txt"));
        Write(Path.Join(_served.Root, ".secret.txt"));
        Write(Path.Join(_served.Root, "secret.bin"));
        Write(Path.Join(_served.Root, "secret"));
        Write(_served.PathOf(".manifest.ismc.lock"));
        Write(_served.PathOf(".20000000.fmp4.partial"));
        Write(_served.PathOf("secret.fmp4.partial"));
        Write(_served.PathOf("secret.txt~"));
        Write(_served.PathOf("secret.ps1"));
        Directory.CreateDirectory(Path.Join(_served.Root, ".hidden"));
        Write(Path.Join(_served.Root, ".hidden/secret.txt"));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Join(_served.Root, "link.txt"), _served.Outside("secret.txt"));
            File.CreateSymbolicLink(_served.PathOf("link.ismc"), _served.Outside("secret.txt"));
            File.CreateSymbolicLink(Path.Join(_served.Root, "inside.txt"), Path.Join(_served.Root, ".secret.txt"));
            Directory.CreateSymbolicLink(Path.Join(_served.Root, "linked"), _served.Outside("root-secret"));
            Directory.CreateSymbolicLink(_served.PathOf("up"), _served.Outside("."));
        }
    }

    public static IEnumerable<string> Targets() =>
    [
        .. s_ups.SelectMany(up => s_slashes.Select(slash => $"/{up}{slash}secret.txt")),
        .. s_ups.Select(up => $"/group/{up}/{up}/secret.txt"),
        .. s_slashes.Select(slash => $"/group{slash}..{slash}..{slash}secret.txt"),
        .. s_ups.Select(up => $"/group.ism/QualityLevels(1)/Fragments(video=0)/{up}/{up}/{up}/{up}/secret.txt"),
        "/../root-secret/secret.txt", "/..-secret/secret.txt", "/%2e%2e-secret/secret.txt", "/./../secret.txt", "/group/../../secret.txt",
        "/.secret.txt", "/%2esecret.txt", "/.hidden/secret.txt", "/%2ehidden/secret.txt", "/secret.bin", "/secret", "/secret/", "/secret.txt/.",
        "/group/.manifest.ismc.lock", "/group/%2emanifest.ismc.lock", "/group/.20000000.fmp4.partial", "/group/secret.fmp4.partial",
        "/group/secret.txt~", "/group/secret.ps1", "/group/", "/group", "/group/./manifest.ismc",
        "/link.txt", "/inside.txt", "/linked/secret.txt", "/linked", "/group/link.ismc", "/group/up/secret.txt", "/group/up/root-secret/secret.txt",
        "/linked.ism/Manifest", "/group/up.ism/Manifest",
        "/C:/secret.txt", "/C:%5csecret.txt", "/c|/secret.txt", "/%5c%5clocalhost%5cshare%5csecret.txt", "//localhost/share/secret.txt",
        "/file:///secret.txt", "/etc/passwd", "//etc/passwd", "/proc/self/environ", "/proc/self/root/secret.txt", "/dev/stdin", "/~root/secret.txt", "/~/secret.txt",
        "/con", "/CON.txt", "/nul", "/NUL.ismc", "/aux.fmp4", "/prn", "/com1", "/COM9.txt", "/lpt1", "/group/con", "/con.ism/Manifest", "/CONIN$", "/clock$",
        "/group/manifest.ismc::$DATA", "/group/manifest.ismc:stream", "/group/manifest.ismc.", "/group/manifest.ismc..", "/group/manifest.ismc%20",
        "/group/manifest.ismc%00", "/group/manifest.ismc%00.txt", "/group%00/manifest.ismc", "/group/manif~1.ism", "/GROUP/manifest.ismc", "/group/MANIFEST.ISMC",
        "/group/manifest.ismc%0d%0aX-Injected:%201", "/%0d%0aSet-Cookie:%20a=b", "/%0aX: 1", "/group/manifest%2eismc/", "/group/manifest.ismc/x",
        "/group/manifest.ismc;x=y", "/group/*", "/group/?.ismc", "/group/manifest.ism?", "/group/[m]anifest.ismc", "/group/{manifest}.ismc", "/group/$(id)", "/group/`id`",
        "/'%20or%201=1--", "/<script>", "/%3Cscript%3Ealert(1)%3C/script%3E", "/group/\"", "/%", "/%%", "/%2", "/%zz", "/%-1", "/%+1", "/% 1", "/%u0041", "/%80", "/%ff%fe", "/%ed%a0%80",
        "/%f5%80%80%80", "/%c3", "/a%c3", "/\u00e9", "/%e2%80%8b", "/%e2%80%ae", "/%ef%bb%bf", "/%01", "/%1f", "/%7f", "/%08", "/a b", "/a\tb",
        "/group.ism/Manifest/..", "/group.ism/Manifest()", "/group.ism/Manifest(format=m3u8-aapl)", "/group.ism/manifest.ismc", "/.ism/Manifest", "/.isml/Manifest", "/..ism/Manifest",
        "/../root.ism/Manifest", "/%2e%2e/root/group.ism/Manifest", "/group.ism.ism/Manifest", "/group.ism/", "/Manifest", "/.ism/QualityLevels(1)/Fragments(video=0)",
        "/group.ism/QualityLevels(..)/Fragments(video=0)", "/group.ism/QualityLevels(-1)/Fragments(video=0)", "/group.ism/QualityLevels(99999999999999999999)/Fragments(video=0)",
        "/group.ism/QualityLevels(1)/Fragments(../../secret=0)", "/group.ism/QualityLevels(1)/Fragments(video=0x10)", "/group.ism/QualityLevels(1)/Fragments(video=1e3)",
        "/group.ism/QualityLevels(1)/Fragments(video=99999999999999999999999)", "/group.ism/QualityLevels(1)/Fragments(video=0)(video=0)", "/group.ism/QualityLevels(1)/Fragments(%00=0)",
        "/group.ism/QualityLevels(1)/Fragments(.*=0)", "/group.ism/QualityLevels(1,a=b)/Fragments(video=0)", "/group.ism/QualityLevels((((((1))))))/Fragments(video=0)",
        "/player/../../MssTools.psd1", "/player/%2e%2e/%2e%2e/bin/core/MssTools.Core.dll", "/player/..%5c..%5cMssTools.psd1", "/play/../../secret.txt", "/play/%2e%2e/secret.txt", "/play",
        "/" + new string('a', 300), "/" + string.Join('/', Enumerable.Repeat("a", 100)), "/" + string.Concat(Enumerable.Repeat("../", 200)) + "secret.txt",
        "/" + string.Concat(Enumerable.Repeat("%2e%2e/", 200)) + "secret.txt", "/" + new string('/', 500), "/" + string.Concat(Enumerable.Repeat("%25", 500)),
        "http://example.org/../secret.txt", "http://127.0.0.1/%2e%2e/secret.txt", "http://[::1]/secret.txt", "file:///secret.txt", "ftp://x/secret.txt", "http:/secret.txt", "http://", "://", "*", "secret.txt", "?", "#", "/#", "/group/manifest.ismc#x",
    ];

    /// <summary>Whole requests, each with the statuses that are in order; 0: closed without an answer.</summary>
    public static IEnumerable<(string Request, int[] Expected)> Requests() =>
    [
        ("\r\n\r\n", [0, 400]), ("\0\0\0\0", [0, 400]), ("GET\r\n\r\n", [400]), ("GET /\r\n\r\n", [400]), ("GET / HTTP\r\n\r\n", [400]), ("GET / HTTP/0.9\r\n\r\n", [400, 505]),
        ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", [400, 505]), ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", [400, 505]), ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", [400, 505]), ("GET / http/1.1\r\nHost: a\r\n\r\n", [400, 505]),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", [400]), ("GET /  HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [400, 404]), (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", [400]), ("GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a/../b\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\n X: y\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 100)) + "\r\n", [431]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + new string('y', 20_000) + "\r\n\r\n", [431]),
        ("GET /" + new string('a', 5000) + " HTTP/1.1\r\nHost: a\r\n\r\n", [414]), (new string('G', 5000) + " / HTTP/1.1\r\nHost: a\r\n\r\n", [400, 414]), ("GET /healthz?" + new string('a', 5000) + " HTTP/1.1\r\nHost: a\r\n\r\n", [414]),
        ("G\u0001T / HTTP/1.1\r\nHost: a\r\n\r\n", [400]), ("GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n", [400, 404]), ("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", [400]), ("GET /\u00ff\u00fe HTTP/1.1\r\nHost: a\r\n\r\n", [400]),
        ("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n", [400, 405]), ("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [204]), ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", [400, 404, 405]),
        ("get /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [405]), ("hEAD /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [405]), ("Options * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [405]),
        ("TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [405]), ("PUT /group/new.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", [405, 413]), ("DELETE /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", [405]),
        ("MOVE /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nDestination: /x\r\nConnection: close\r\n\r\n", [405]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-HTTP-Method-Override: DELETE\r\n\r\n", [200]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\nxx", [400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", [400]), ("POST /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n", [405, 413]),
        ("POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: close\r\n\r\n0\r\n\r\nGET /group/secret.ps1 HTTP/1.1\r\nHost: a\r\n\r\n", [400, 405]),
        ("POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", [400, 405, 501]), ("POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nffffffffffffffff\r\nx", [400, 405, 413]),
        ("POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\nConnection: close\r\n\r\n", [400, 405]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: 200-nothing\r\nConnection: close\r\n\r\n", [200, 417]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings, close\r\nHTTP2-Settings: AAAA\r\n\r\n", [200]), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [0, 400, 505]), ("\u0016\u0003\u0001\u0002\u0000\u0001\u0000", [0, 400]),
        ("SSH-2.0-OpenSSH_9.0\r\n", [0, 400]), ("GET /group/manifest.ismc HTTP/1.1\nHost: a\nConnection: close\n\n", [200, 400]), ("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nRange: bytes=0-" + new string('9', 1000) + "\r\n\r\n", [200]),
        ("GET /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\nRange: bytes=" + string.Join(',', Enumerable.Repeat("0-", 1000)) + "\r\n\r\n", [200]), ("GET /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: " + new string(',', 4000) + "\r\n\r\n", [200]),
        ("GET /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-Modified-Since: Mon, 99 Foo 9999 99:99:99 GMT\r\n\r\n", [200]), ("GET /group/manifest.ismc HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: " + string.Join(',', Enumerable.Repeat("gzip;q=0", 500)) + "\r\n\r\n", [200]),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Basic " + new string('A', 8000) + "\r\n\r\n", [200]), ("GET /healthz HTTP/1.0\r\n\r\n", [200]), ("GET /../secret.txt HTTP/1.0\r\n\r\n", [404]),
    ];

    [Fact]
    public void Tables_HoldAtLeast200OfEach() => Assert.True(Targets().Distinct().Count() >= 400 && Requests().Count() >= 60);

    [Fact]
    public async Task Target_NothingOfOurs_GetsNothing()
    {
        var broken = new List<string>();
        await Parallel.ForEachAsync(Targets().Distinct(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (target, _) =>
        {
            string answer = await RawClient.SendAsync(_served.Server.Port, $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", s_patience);
            if (RawClient.StatusOf(answer) is not (400 or 404 or 405 or 414) || Leaks(answer))
            {
                lock (broken)
                {
                    broken.Add($"{target} -> {answer.Split('\n')[0]}");
                }
            }
        });

        Assert.True(broken.Count == 0, string.Join('\n', broken));
        await AssertAliveAsync();
    }

    [Fact]
    public async Task Request_Malformed_IsRefused()
    {
        var broken = new List<string>();
        foreach ((string request, int[] expected) in Requests())
        {
            string answer = await RawClient.SendAsync(_served.Server.Port, request, expected.Contains(0) ? s_glance : s_patience);
            if (!expected.Contains(RawClient.StatusOf(answer)) || Leaks(answer))
            {
                broken.Add($"{request[..Math.Min(80, request.Length)]} -> {answer.Split('\n')[0]}");
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.False(File.Exists(_served.PathOf("new.txt")));
        await AssertAliveAsync();
    }

    // Opening a pipe for reading would wait for a writer, for ever.
    [Fact]
    public async Task Target_NamedPipe_IsNotOpened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process make = Tool.Start("mkfifo", _served.Root, "pipe.txt", "pipe.ismc");
        await make.WaitForExitAsync();
        Directory.CreateDirectory(Path.Join(_served.Root, "pipes"));
        File.Move(Path.Join(_served.Root, "pipe.ismc"), Path.Join(_served.Root, "pipes/manifest.ismc"));

        string fragment = _served.FragmentPath(0);
        File.Delete(fragment);
        using Process makeFragment = Tool.Start("mkfifo", _served.Root, fragment);
        await makeFragment.WaitForExitAsync();

        Assert.Equal(500, RawClient.StatusOf(await GetAsync("/" + _served.FragmentUrl(0, "FragmentInfo"))));
        Assert.Equal(200, RawClient.StatusOf(await GetAsync("/" + _served.FileUrl(0))));
        Assert.Equal(200, RawClient.StatusOf(await GetAsync("/pipe.txt")));
        Assert.Equal(404, RawClient.StatusOf(await GetAsync("/pipes.ism/Manifest")));
        Assert.Equal(200, RawClient.StatusOf(await GetAsync("/groups.json")));
    }

    [Fact]
    public async Task Manifest_TemplateLeadsOut_IsNotFollowed()
    {
        Directory.CreateDirectory(Path.Join(_served.Root, "evil"));
        foreach (string url in new[] { "../../secret.txt", "/secret.txt", "..%2f..%2fsecret.txt", "../group/.20000000.fmp4.partial", "file:///secret.txt", ".{bitrate}/secret.txt" })
        {
            File.WriteAllText(
                Path.Join(_served.Root, "evil/manifest.ismc"),
                $"<SmoothStreamingMedia MajorVersion=\"2\" MinorVersion=\"0\" Duration=\"1\"><StreamIndex Type=\"video\" Url=\"{url}\"><QualityLevel Index=\"0\" Bitrate=\"1\"/><c t=\"0\" d=\"1\"/></StreamIndex></SmoothStreamingMedia>");

            string answer = await GetAsync("/evil.ism/QualityLevels(1)/Fragments(video=0)");

            Assert.Equal(404, RawClient.StatusOf(answer));
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><SmoothStreamingMedia a=\"&e;\"/>")]
    [InlineData("<SmoothStreamingMedia><StreamIndex></SmoothStreamingMedia>")]
    [InlineData("<other/>")]
    [InlineData("")]
    public async Task Manifest_ThatIsNone_IsNoGroup(string text)
    {
        Directory.CreateDirectory(Path.Join(_served.Root, "evil"));
        File.WriteAllText(Path.Join(_served.Root, "evil/manifest.ismc"), text);

        Assert.Equal(404, RawClient.StatusOf(await GetAsync("/evil.ism/Manifest")));
    }

    public void Dispose() => _served.Dispose();

    private static void Write(string path) => File.WriteAllText(path, Secret);

    private static bool Leaks(string answer) =>
        answer.Contains(Secret, StringComparison.Ordinal) || answer.Contains("root:", StringComparison.Ordinal) || answer.Contains("X-Injected", StringComparison.Ordinal)
        || answer.Contains("Set-Cookie", StringComparison.Ordinal) || answer.Contains("   at ", StringComparison.Ordinal);

    private Task<string> GetAsync(string target) =>
        RawClient.SendAsync(_served.Server.Port, $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", s_patience);

    private async Task AssertAliveAsync() => Assert.Equal(200, RawClient.StatusOf(await GetAsync("/group/manifest.ismc")));
}
