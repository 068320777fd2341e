using System.Globalization;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin.Exports;

/// <summary>What a static web server must know of the groups below a root, read when the configuration is written.</summary>
/// <param name="Root">Full path of the root.</param>
/// <param name="Port">The port to listen on.</param>
/// <param name="ManifestSeconds">How long a manifest may be cached: half of the shortest fragment length.</param>
/// <param name="Origin">Our server, which is asked for what is not there; null: nobody is.</param>
/// <param name="Streams">Groups of one stream that is not named like the group: path of the group, name of the stream.</param>
internal sealed record StaticSite(string Root, int Port, long ManifestSeconds, Uri? Origin, IReadOnlyDictionary<string, string> Streams)
{
    private const long UsualManifestSeconds = 1;

    private const string Alone =
        """
        # What a static server cannot do: hold requests for announced fragments (they get 404, at which VLC stops for good), cut
        # FragmentInfo, KeyFrames and RawFragments out of fragments, and refuse groups that have stalled. With -Origin our server
        # does the first two.
        """;

    private const string WithOrigin = "# What is not there is asked of @ORIGIN@, which holds requests for announced fragments.";

    /// <summary>Extensions of the files that are served, without dot.</summary>
    public static IReadOnlyDictionary<string, string> Types => ContentType.All;

    /// <summary>The origin as a proxy writes it: without a slash at its end.</summary>
    public string OriginAddress => Origin?.GetLeftPart(UriPartial.Authority) ?? "";

    /// <summary>Looks at the groups of a root.</summary>
    public static StaticSite Read(string root, int port, Uri? origin, TimeProvider time)
    {
        var groups = new GroupCatalog(new WebRoot(root, time), new HotFiles(0)).List().ToList();
        List<double> lengths = [.. groups.Select(g => g.Group.Manifest.FragmentLength.TotalSeconds).Where(s => s > 0)];
        var streams = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((IReadOnlyList<string> folder, ServedManifest group) in groups)
        {
            string? stream = group.Manifest.StreamIndexes.Select(s => s.Url.StreamFolder).FirstOrDefault(s => s is not null);
            if (stream is not null && stream != folder[^1])
            {
                streams["/" + string.Join('/', folder)] = stream;
            }
        }

        return new StaticSite(root, port, lengths.Count > 0 ? (long)(lengths.Min() / 2) : UsualManifestSeconds, origin, streams);
    }

    /// <summary>Fills the places of a text: <c>@LIMITS@</c>, <c>@ROOT@</c>, <c>@PORT@</c>, <c>@SECONDS@</c>, <c>@ORIGIN@</c>, <c>@EXTENSIONS@</c>.</summary>
    public string Fill(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text
            .Replace("@LIMITS@", Origin is null ? Alone : WithOrigin, StringComparison.Ordinal)
            .Replace("@ROOT@", Root, StringComparison.Ordinal)
            .Replace("@SOUNDS@", GroupLayout.Sounds, StringComparison.Ordinal)
            .Replace("@PORT@", Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@ORIGIN@", OriginAddress, StringComparison.Ordinal)
            .Replace("@SECONDS@", ManifestSeconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@EXTENSIONS@", string.Join('|', Types.Keys.Order(StringComparer.Ordinal)), StringComparison.Ordinal);
    }
}
