using System.Net;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using Xunit;

namespace MssTools.Core.Tests.Stored;

public sealed class StoredGroupTests : IDisposable
{
    private const string Manifest =
        """
        <SmoothStreamingMedia MajorVersion="2"><StreamIndex Type="video" Url="QualityLevels({bitrate})/Fragments(video={start time})">
          <QualityLevel Bitrate="1000"/><QualityLevel Bitrate="2000"/><c t="0" d="5"/><c d="5"/>
        </StreamIndex></SmoothStreamingMedia>
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("manifest.ismc", "manifest.ismc", "a.ismc", "Manifest")]
    [InlineData("b.ismc", "b.ismc", "c.ismc", "Manifest")]
    [InlineData("Manifest", "Manifest", "x.fmp4")]
    public void Folder_Manifest_IsTheUsualNameOrAnother(string expected, params string[] files)
    {
        Array.ForEach(files, file => _folder.Add(file));

        using var place = FolderPlace.Of(_folder.Path);

        Assert.Equal(_folder.Join(expected), place.Manifest);
    }

    [Fact]
    public void Folder_WithoutManifestOrNoFolder_IsNotFound()
    {
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => FolderPlace.Of(_folder.Path)).Code);
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => FolderPlace.Of(_folder.Join("none"))).Code);
    }

    [Fact]
    public async Task Folder_Group_GivesManifestFragmentsAndWhatIsThere()
    {
        _folder.Add("Manifest", Manifest);
        _folder.Add("QualityLevels(1000)/Fragments(video=0)", "abc");
        _folder.Add("QualityLevels(1000)/Fragments(video=5)", "");
        _folder.Add("QualityLevels(1000)/Fragments(audio=5)", "");
        _folder.Add("QualityLevels(2000)/Fragments(video=17)", "");
        using var group = new StoredGroup(FolderPlace.Of(_folder.Path));

        PublishedManifest manifest = await group.ReadManifestAsync(default);

        List<StoredTrack> tracks = [.. StoredGroup.TracksOf(manifest)];
        Assert.Equal(["video 1000", "video 2000"], tracks.Select(t => t.Name));
        Assert.Equal([0, 5], group.FindFragments(manifest)[tracks[0]].Order());
        Assert.Equal([17], group.FindFragments(manifest)[tracks[1]]);
        using StoredDocument there = await group.OpenFragmentAsync(tracks[0], 0, default);
        using StoredDocument missing = await group.OpenFragmentAsync(tracks[1], 0, default);
        Assert.Equal("abc"u8.ToArray(), StoredGroup.ReadWhole(there));
        Assert.Equal("there is no such file", missing.Problem);
        Assert.Equal(MssError.NotFound, Assert.Throws<MssException>(() => StoredGroup.ReadWhole(missing)).Code);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("%2e%2e/secret")]
    [InlineData("..%2Fsecret")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("..\\secret")]
    [InlineData("c:secret")]
    public async Task Folder_AddressOutOfIt_IsNotThere(string url)
    {
        _folder.Add("secret");
        _folder.Add("group/manifest.ismc");
        using var place = FolderPlace.Of(_folder.Join("group"));

        using StoredDocument document = await place.OpenAsync(url, 100, default);

        Assert.Null(document.Bytes);
        Assert.Contains("out of", document.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_LargerThanTheLimit_IsMalformed()
    {
        _folder.Add("manifest.ismc");
        _folder.Add("big", "123456");
        using var place = FolderPlace.Of(_folder.Path);

        Assert.Equal(MssError.MalformedInput, (await Assert.ThrowsAsync<MssException>(() => place.OpenAsync("big", 5, default))).Code);
    }

    [Fact]
    public void Folder_Links_AreNotFollowed()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Add("a.fmp4");
        _folder.Add("manifest.ismc");
        Directory.CreateSymbolicLink(_folder.Join("link"), elsewhere.Path);
        using var place = FolderPlace.Of(_folder.Path);

        Assert.Equal(["manifest.ismc"], place.List());
    }

    [Theory]
    [InlineData("/g/film.ism", "/g/film.ism/Manifest", "/g/film.ism/QualityLevels(1000)/Fragments(video=5)")]
    [InlineData("/g/live.isml/", "/g/live.isml/Manifest", "/g/live.isml/QualityLevels(1000)/Fragments(video=5)")]
    [InlineData("/g/film.ism/manifest(format=fmp4-v20)?x=1", "/g/film.ism/manifest(format=fmp4-v20)?x=1", "/g/film.ism/QualityLevels(1000)/Fragments(video=5)")]
    [InlineData("/g/manifest.ismc", "/g/manifest.ismc", "/g/QualityLevels(1000)/Fragments(video=5)")]
    public async Task Http_Addresses_AreThoseThatPlayersAskFor(string address, string manifestTarget, string fragmentTarget)
    {
        using var site = new TestSite(target => new TestSite.Reply(200, target.Contains("anifest", StringComparison.Ordinal) ? System.Text.Encoding.UTF8.GetBytes(Manifest) : [9]));
        using var group = new StoredGroup(new HttpPlace(site.Address(address), TimeProvider.System, s_patience));

        PublishedManifest manifest = await group.ReadManifestAsync(default);
        using StoredDocument fragment = await group.OpenFragmentAsync(StoredGroup.TracksOf(manifest).First(), 5, default);

        Assert.Equal([manifestTarget, fragmentTarget], site.Asked);
        Assert.Equal([9], StoredGroup.ReadWhole(fragment));
    }

    [Fact]
    public async Task Http_Redirection_MovesWhatTheManifestNames()
    {
        using var site = new TestSite(target => target switch
        {
            "/a/manifest.ismc" => new TestSite.Reply(302, [], "Location: /b/c/manifest.ismc"),
            "/b/c/manifest.ismc" => new TestSite.Reply(200, System.Text.Encoding.UTF8.GetBytes(Manifest)),
            _ => new TestSite.Reply(200, [1]),
        });
        using var group = new StoredGroup(new HttpPlace(site.Address("/a/manifest.ismc"), TimeProvider.System, s_patience));

        PublishedManifest manifest = await group.ReadManifestAsync(default);
        (await group.OpenFragmentAsync(StoredGroup.TracksOf(manifest).First(), 0, default)).Dispose();

        Assert.Equal("/b/c/QualityLevels(1000)/Fragments(video=0)", site.Asked.Last());
    }

    [Fact]
    public async Task Http_Refusal_KeepsWhatTheServerSaid()
    {
        using var site = new TestSite(_ => new TestSite.Reply(412, [], "Cache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8"));
        using var place = new HttpPlace(site.Address("/x.ismc"), TimeProvider.System, s_patience);

        using StoredDocument document = await place.OpenManifestAsync(default);

        Assert.Equal("the server answers 412", document.Problem);
        Assert.Equal(
            (HttpStatusCode.PreconditionFailed, "text/plain", "no-store", "*", true),
            (document.Http!.Status, document.Http.ContentType, document.Http.CacheControl, document.Http.AllowOrigin, document.Http.HasDate));
    }

    [Fact]
    public async Task Http_MoreThanTheLimit_IsMalformed()
    {
        using var site = new TestSite(_ => new TestSite.Reply(200, new byte[200_000]));
        using var place = new HttpPlace(site.Address("/x.ismc"), TimeProvider.System, s_patience);

        Assert.Equal(MssError.MalformedInput, (await Assert.ThrowsAsync<MssException>(() => place.OpenAsync("f", 199_999, default))).Code);
    }

    [Fact]
    public async Task Http_BodyThatEndsTooEarly_Failed()
    {
        using var site = new TestSite(_ => new TestSite.Reply(200, new byte[10], StatedLength: 20));
        using var place = new HttpPlace(site.Address("/x.ismc"), TimeProvider.System, s_patience);

        Assert.Equal(MssError.SourceFailed, (await Assert.ThrowsAsync<MssException>(() => place.OpenManifestAsync(default))).Code);
    }

    [Fact]
    public async Task Http_BodyThatNeverEnds_TimesOut()
    {
        using var site = new TestSite(_ => new TestSite.Reply(200, new byte[10], StatedLength: 20, Hold: 60_000));
        using var place = new HttpPlace(site.Address("/x.ismc"), TimeProvider.System, TimeSpan.FromMilliseconds(300));

        Assert.Equal(MssError.TimedOut, (await Assert.ThrowsAsync<MssException>(() => place.OpenManifestAsync(default))).Code);
    }

    [Fact]
    public async Task Http_NobodyThere_Failed()
    {
        Uri address;
        using (var site = new TestSite(_ => new TestSite.Reply(200, [])))
        {
            address = site.Address("/x.ismc");
        }

        using var place = new HttpPlace(address, TimeProvider.System, s_patience);
        Assert.Equal(MssError.SourceFailed, (await Assert.ThrowsAsync<MssException>(() => place.OpenManifestAsync(default))).Code);
    }

    [Theory]
    [InlineData("ftp://host/x.ismc")]
    [InlineData("file:///etc/passwd")]
    public void Http_OtherSchemes_AreRefused(string address) =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() => new HttpPlace(new Uri(address), TimeProvider.System, s_patience)).Code);

    public void Dispose() => _folder.Dispose();
}
