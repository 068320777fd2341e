using System.Globalization;
using System.Text.RegularExpressions;
using MssTools.Core;

namespace MssTools.Fuzz;

/// <summary>
/// A folder that is served: a recorded group, a live one whose announced fragments never come, and files; beside it, and in it
/// but hidden or behind a link, is what no answer may have.
/// </summary>
internal sealed partial class HttpRoot
{
    /// <summary>Stands in every file that may not be served.</summary>
    public const string Secret = "not-to-be-served-7d1e";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly string[] s_others =
    [
        "/", "*", "/healthz", "/metrics", "/small.txt", "/small.txt?a=b", "/large.mp4", "/vod", "/vod/", "//vod//manifest.ismc", "/link/outside.txt",
        "/link.txt", "/.hidden.txt", "/../outside.txt", "/%2e%2e/outside.txt", "/vod/..%2f..%2foutside.txt", "/crossdomain.xml",
        "/clientaccesspolicy.xml", "http://a/small.txt", "a:80", "/vod/manifest.ismc%00", "/favicon.ico",
    ];

    /// <summary>Makes it new.</summary>
    /// <param name="engine">Packages the groups.</param>
    /// <param name="folder">A folder of our own.</param>
    /// <param name="media">A recording with a picture, of some seconds.</param>
    public HttpRoot(MssEngine engine, string folder, string media)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Folder = Directory.CreateDirectory(Path.Join(folder, "root")).FullName;
        string outside = Directory.CreateDirectory(Path.Join(folder, "outside")).FullName;
        File.WriteAllText(Path.Join(folder, "outside.txt"), Secret);
        File.WriteAllText(Path.Join(outside, "outside.txt"), Secret);
        File.WriteAllText(Path.Join(Folder, ".hidden.txt"), Secret);
        Directory.CreateSymbolicLink(Path.Join(Folder, "link"), outside);
        File.CreateSymbolicLink(Path.Join(Folder, "link.txt"), Path.Join(outside, "outside.txt"));
        File.WriteAllText(Path.Join(Folder, "small.txt"), "small");
        File.WriteAllBytes(Path.Join(Folder, "large.mp4"), new byte[200_000]);

        var definition = new StreamDefinition { LocalStreamNames = ["media"], TargetFolder = Folder, GroupName = "vod", ChunkLength = 1, IsLive = false };
        Package(engine, definition, media);
        Package(engine, definition with { GroupName = "live", IsLive = true, KeepAlive = false }, media, whileRunning: "frozen");
        Targets = [.. TargetsOf("vod"), .. TargetsOf("frozen"), .. s_others];
    }

    /// <summary>Full path of what is served.</summary>
    public string Folder { get; }

    /// <summary>Targets of requests that make sense.</summary>
    public IReadOnlyList<string> Targets { get; }

    private void Package(MssEngine engine, StreamDefinition definition, string media, string? whileRunning = null)
    {
        MssStream stream = engine.Start(definition with { Inputs = [new LocalStreamDefinition { Name = "media", Source = media }] })[0];
        if (whileRunning is not null)
        {
            Freeze(definition, whileRunning);
            engine.StopStream(stream.Id);
        }

        engine.WaitForEnd(stream.Id, s_patience, CancellationToken.None);
    }

    // A copy of a live group that has two fragments: the manifest goes on nowhere, and what the last one announces never comes.
    private void Freeze(StreamDefinition definition, string name)
    {
        long begin = Environment.TickCount64;
        while (!File.Exists(definition.ManifestPath) || Row().Count(File.ReadAllText(definition.ManifestPath)) < 4)
        {
            if (Environment.TickCount64 - begin > s_patience.TotalMilliseconds)
            {
                throw new InvalidOperationException($"'{definition.ManifestPath}' does not list fragments; give a longer file.");
            }

            Thread.Sleep(50);
        }

        foreach (string file in Directory.EnumerateFiles(definition.GroupFolder, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f.AsSpan()).StartsWith('.')))
        {
            string copy = Path.Join(Folder, name, Path.GetRelativePath(definition.GroupFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private IEnumerable<string> TargetsOf(string group)
    {
        string manifest = File.ReadAllText(Path.Join(Folder, group, "manifest.ismc"));
        string bitrate = Bitrate().Match(manifest).Groups[1].Value;
        long[] times = [.. Row().Matches(manifest).Select(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order()];
        string url = Template().Match(manifest).Groups[1].Value.Replace("{bitrate}", bitrate, StringComparison.Ordinal);
        yield return $"/{group}/manifest.ismc";
        yield return $"/{group}.isml/Manifest";
        yield return $"/{group}.ism/manifest(format=fmp4-v20,filter=a)";
        long next = 2 * times[^1] - times[^2]; // announced, where the fragments are of one length
        foreach (long time in (long[])[times[0], times[^1], next, next + 1])
        {
            yield return $"/{group}/{url.Replace("{start time}", $"{time}", StringComparison.Ordinal)}";
            yield return $"/{group}.isml/QualityLevels({bitrate})/Fragments(video={time})";
            yield return $"/{group}.ism/QualityLevels({bitrate})/FragmentInfo(video={time})";
            yield return $"/{group}.ism/QualityLevels({bitrate})/KeyFrames(video={time})";
            yield return $"/{group}.ism/QualityLevels({bitrate})/RawFragments(video={time})";
        }
    }

    [GeneratedRegex(" Url=\"([^\"]+)\"")]
    private static partial Regex Template();

    [GeneratedRegex(" Bitrate=\"(\\d+)\"")]
    private static partial Regex Bitrate();

    [GeneratedRegex("<c [^>]*t=\"(\\d+)\"")]
    private static partial Regex Row();
}
