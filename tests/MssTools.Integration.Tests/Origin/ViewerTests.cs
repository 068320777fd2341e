using System.Net;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Who may see what.</summary>
public class ViewerTests
{
    private static readonly string s_basic = "Basic " + Convert.ToBase64String("viewer:secret"u8);

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic dmlld2VyOndyb25n")]
    [InlineData("Bearer secret")]
    public async Task Credential_WrongOrNone_Is401(string header)
    {
        using var served = new ServedGroup(d => d with { Credential = new NetworkCredential("viewer", "secret") });

        foreach (string url in new[] { "group/manifest.ismc", "group.ism/Manifest", served.FragmentUrl(0), served.FileUrl(0), "", "groups.json", "metrics", "none" })
        {
            using HttpResponseMessage response = await served.GetAsync(url, ("Authorization", header));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("healthz"));
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("crossdomain.xml"));
    }

    [Fact]
    public async Task Credential_Right_IsLetIn()
    {
        using var served = new ServedGroup(d => d with { Credential = new NetworkCredential("viewer", "secret") });

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc", ("Authorization", s_basic)));
    }

    [Fact]
    public async Task Token_Right_IsLetIn()
    {
        using var served = new ServedGroup(d => d with { Token = "t0ken" });

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc", ("Authorization", "Bearer t0ken")));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync("group/manifest.ismc", ("Authorization", "Bearer t0ken2")));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync("group/manifest.ismc"));
    }

    [Theory]
    [InlineData("bearer t0ken")]
    [InlineData("BEARER  t0ken")]
    public async Task Token_SchemeInAnyCase_IsLetIn(string header)
    {
        using var served = new ServedGroup(d => d with { Token = "t0ken" });

        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc", ("Authorization", header)));
    }

    [Fact]
    public async Task Get_WhatNotEverybodyMaySee_IsForTheViewersOwnCacheAlone()
    {
        (Func<ServerDefinition, ServerDefinition> Configure, string Header)[] gates =
        [
            (d => d with { Token = "t0ken" }, "Bearer t0ken"),
            (d => d with { Credential = new NetworkCredential("viewer", "secret") }, s_basic),
            (d => d with { Authorize = new ViewerScript(_ => Verdict.Allowed) }, ""),
        ];
        foreach ((Func<ServerDefinition, ServerDefinition> configure, string header) in gates)
        {
            using var served = new ServedGroup(configure);
            File.WriteAllText(Path.Join(served.Root, "note.txt"), "note");
            foreach (string url in new[] { "group/manifest.ismc", "group.ism/Manifest", served.FragmentUrl(0), served.FileUrl(0), "note.txt" })
            {
                using HttpResponseMessage response = await served.GetAsync(url, ("Authorization", header));

                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.True(response.Headers.CacheControl!.Private, $"{url}: {response.Headers.CacheControl}");
                Assert.False(response.Headers.CacheControl.Public);
            }
        }
    }

    [Fact]
    public async Task Authorize_SeesDecodedPathHeadersAndAddress()
    {
        ViewerRequest? seen = null;
        using var served = new ServedGroup(d => d with
        {
            Authorize = new ViewerScript(request =>
            {
                seen = request;
                return request.Path == "/group/manifest.ismc" ? Verdict.Refused : Verdict.Allowed;
            }),
        });

        Assert.Equal(HttpStatusCode.Forbidden, await served.StatusAsync("gro%75p/manifest.ismc?a=b", ("X-Key", "k")));
        Assert.Equal("/group/manifest.ismc", seen!.Path);
        Assert.Equal("?a=b", seen.Query);
        Assert.Equal("k", seen.Headers["x-key"]);
        Assert.Equal(IPAddress.Loopback, seen.Address);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync(served.FragmentUrl(0)));
    }

    [Fact]
    public async Task Authorize_CannotBeDecidedNow_Is503()
    {
        using var served = new ServedGroup(d => d with { Authorize = new ViewerScript(_ => new Verdict(Admission.Unavailable)) });

        using HttpResponseMessage response = await served.GetAsync("group/manifest.ismc");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Authorize_ServerStops_IsDisposed()
    {
        var script = new ViewerScript(_ => throw new InvalidOperationException("broken"));
        using (var served = new ServedGroup(d => d with { Authorize = script }))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await served.StatusAsync("group/manifest.ismc"));
            Assert.Equal("broken", served.Now.AuthorizeError);
        }

        Assert.True(script.IsDisposed);
    }

    [Fact]
    public async Task Sessions_BeginWithWhatIsFound()
    {
        using var served = new ServedGroup();

        await served.StatusAsync("group/none.fmp4", ("User-Agent", "a"));
        await served.StatusAsync("none/manifest.ismc", ("User-Agent", "b"));
        await served.StatusAsync("group/0/video/1.fmp4", ("User-Agent", "c"));
        Assert.Equal(0, served.Now.Sessions);

        await served.StatusAsync("group/manifest.ismc", ("User-Agent", "d"));
        await served.StatusAsync(served.FragmentUrl(0), ("User-Agent", "d"));
        await served.StatusAsync(served.FileUrl(0), ("User-Agent", "d"));
        await served.StatusAsync(served.FileUrl(0), ("User-Agent", "d"));
        Assert.Equal(1, served.Now.Sessions);
    }

    [Fact]
    public void Credential_AndToken_AreRefused() => Assert.Equal(
        MssError.InvalidSetting,
        Assert.Throws<MssException>(() => new ServedGroup(d => d with { Credential = new NetworkCredential("a", "b"), Token = "c" })).Code);

    private sealed class ViewerScript(Func<ViewerRequest, Verdict> decide) : IAuthorizer<ViewerRequest>
    {
        public bool IsDisposed { get; private set; }

        public Task<Verdict> DecideAsync(ViewerRequest request, CancellationToken limit) => Task.FromResult(decide(request));

        public void Dispose() => IsDisposed = true;
    }
}
