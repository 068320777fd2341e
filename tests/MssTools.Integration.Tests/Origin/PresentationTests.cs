using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using MssTools.Core;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Recorded presentations, <c>.ism</c> with their Smooth files, as they lie on the disk.</summary>
public sealed class PresentationTests : IDisposable
{
    private readonly ServedGroup _served = new();
    private readonly MssExport _made;

    public PresentationTests() => _made = Export("film", singleFile: false);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Manifest_IsThatOfTheGroup(bool singleFile, bool hasClientManifest)
    {
        if (singleFile)
        {
            Export("other", singleFile);
        }

        string name = singleFile ? "other" : "film";
        if (!hasClientManifest)
        {
            File.Delete(Path.Join(_served.Root, "lib", name + ".ismc"));
        }

        XElement group = XElement.Parse(await _served.Client.GetStringAsync(new Uri("group.ism/Manifest", UriKind.Relative)));
        XElement manifest = XElement.Parse(await _served.Client.GetStringAsync(new Uri($"lib/{name}.ism/Manifest", UriKind.Relative)));

        foreach (XElement index in group.Elements().Concat(manifest.Elements()))
        {
            XElement[] levels = [.. index.Elements("QualityLevel").OrderBy(level => (long)level.Attribute("Bitrate")!)]; // the best first, or last
            levels.Remove();
            levels.Attributes("Index").Remove();
            index.AddFirst(levels);
        }

        Assert.Equal(group.ToString(), manifest.ToString());
    }

    [Theory]
    [InlineData("RawFragments")]
    [InlineData("KeyFrames")]
    public async Task Fragment_HasTheMediaOfTheGroup(string noun)
    {
        byte[] expected = await GetAsync(_served.FragmentUrl(1, noun));
        byte[] found = await GetAsync(_served.FragmentUrl(1, noun, "lib/film.ism"));

        Assert.Equal(expected[^100..], found[^100..]);
    }

    [Fact]
    public async Task Fragment_IsAStretchOfTheFileThatCachesKeep()
    {
        using HttpResponseMessage response = await _served.GetAsync(_served.FragmentUrl(1, point: "lib/film.ism"));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        byte[] file = File.ReadAllBytes(_made.Files.First(f => f.Contains($"_{_served.Bitrate}.", StringComparison.Ordinal)));

        Assert.True(file.AsSpan().IndexOf(body) > 0);
        Assert.Equal("video/mp4", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString() is { } cache ? string.Join(", ", cache.Split(", ").Order().Reverse()) : null);
        Assert.Equal(HttpStatusCode.NotModified, await _served.StatusAsync(_served.FragmentUrl(1, point: "lib/film.ism"), ("If-None-Match", response.Headers.ETag!.ToString())));
        using HttpResponseMessage part = await _served.GetAsync(_served.FragmentUrl(1, point: "lib/film.ism"), ("Range", "bytes=5-20"));
        Assert.Equal(body[5..21], await part.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("lib/film.ism")]
    [InlineData("lib/film.ismc.x")]
    [InlineData("lib/none.ism/Manifest")]
    [InlineData("lib/film.ism/QualityLevels(1)/Fragments(video=0)")]
    [InlineData("lib/film.ism/QualityLevels(1)/Fragments(nix=0)")]
    public async Task WhatIsNotThere_IsNotFound(string url) => Assert.Equal(HttpStatusCode.NotFound, await _served.StatusAsync(url));

    [Fact]
    public async Task Files_AreNotServedWhole() =>
        Assert.All(await Task.WhenAll(_made.Files.Where(f => f.EndsWith(".ismv", StringComparison.Ordinal)).Select(f => _served.StatusAsync("lib/" + Path.GetFileName(f)))), status =>
            Assert.Equal(HttpStatusCode.NotFound, status));

    [Fact]
    public async Task GroupsJson_ListsItBesideTheGroup()
    {
        using JsonDocument list = JsonDocument.Parse(await _served.Client.GetStringAsync(new Uri("groups.json", UriKind.Relative)));

        Assert.Equal(
            ["group /group/manifest.ismc /group.ism/Manifest", "lib/film /lib/film.ism/Manifest /lib/film.ism/Manifest"],
            list.RootElement.GetProperty("groups").EnumerateArray().Select(g => $"{g.GetProperty("name")} {g.GetProperty("manifest")} {g.GetProperty("smooth")}").Order(StringComparer.Ordinal));
    }

    // A file that comes or changes is read again.
    [Fact]
    public async Task FileComesLater_IsServedThen()
    {
        string file = _made.Files[0];
        File.Move(file, file + ".away");
        XElement without = XElement.Parse(await _served.Client.GetStringAsync(new Uri("lib/film.ism/Manifest", UriKind.Relative)));
        File.Move(file + ".away", file);
        XElement with = XElement.Parse(await _served.Client.GetStringAsync(new Uri("lib/film.ism/Manifest", UriKind.Relative)));

        Assert.True(without.Descendants("QualityLevel").Count() < with.Descendants("QualityLevel").Count());
    }

    // A hostile manifest leads nowhere.
    [Theory]
    [InlineData("../secret.ismv")]
    [InlineData("/etc/passwd")]
    [InlineData("link.ismv")]
    public async Task ManifestNamesAFileElsewhere_IsNotFound(string source)
    {
        File.Copy(_made.Files[0], _served.Outside("secret.ismv"));
        File.Copy(_made.Files[0], Path.Join(_served.Root, "secret.ismv"));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Join(_served.Root, "lib", "link.ismv"), _served.Outside("secret.ismv"));
        }

        File.WriteAllText(
            Path.Join(_served.Root, "lib", "bad.ism"),
            $"""<smil><body><switch><video src="{source}" systemBitrate="1"><param name="trackID" value="1"/></video></switch></body></smil>""");

        Assert.Equal(HttpStatusCode.NotFound, await _served.StatusAsync("lib/bad.ism/Manifest"));
        Assert.Equal(HttpStatusCode.NotFound, await _served.StatusAsync("lib/bad.ism/QualityLevels(1)/Fragments(video=0)"));
    }

    public void Dispose() => _served.Dispose();

    private MssExport Export(string name, bool singleFile) => new MssEngine(TimeProvider.System).Export(
        new ExportDefinition { Source = _served.PathOf(""), Destination = Path.Join(_served.Root, "lib"), Name = name, SingleFile = singleFile }, (_, _) => { }, default);

    private async Task<byte[]> GetAsync(string url) => await _served.Client.GetByteArrayAsync(new Uri(url, UriKind.Relative));
}
