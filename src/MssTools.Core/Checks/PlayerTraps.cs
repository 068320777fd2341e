using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>What no specification forbids, and one player stumbles over.</summary>
internal static class PlayerTraps
{
    public static readonly CheckRule NoPolicy = new(
        "MSS901", Information, "The server has no policy file for Silverlight",
        "Silverlight reads clientaccesspolicy.xml or crossdomain.xml before anything of another site", "Serve clientaccesspolicy.xml at the root.",
        Silverlight);

    public static readonly CheckRule RefusedSuccessor = new(
        "MSS902", Warning, "A fragment that was announced is refused while it is made",
        "VLC stops for good at 404 or 412; it plays where the server holds the request", "Hold the request until the fragment is there.", Vlc);

    public static readonly CheckRule OtherTimeScale = new(
        "MSS903", Warning, "TimeScale is not 10000000",
        "rx-player takes 10000000 whatever is stated", "Package with TimeScale 10000000.", RxPlayer);

    public static readonly CheckRule OddName = new(
        "MSS904", Warning, "The manifest's name does not begin with Manifest",
        "GStreamer takes what stands before /Manifest for the base of all addresses", "Call it Manifest or manifest.ismc.", GStreamer);

    public static readonly CheckRule UnknownAddress = new(
        "MSS905", Information, "The address does not show that it is Smooth Streaming",
        "Media3 goes by .ism/Manifest where it is not told the type", "Give the address that ends in .ism/Manifest, or set the type in the application.",
        Media3);

    public static IReadOnlyList<CheckRule> Rules { get; } = [NoPolicy, RefusedSuccessor, OtherTimeScale, OddName, UnknownAddress];

    /// <summary>Applies what manifest and address show.</summary>
    public static void Check(CheckedManifest document, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        foreach (PublishedStreamIndex index in document.Manifest.StreamIndexes.Where(s => s.TimeScale != PublishedManifest.DefaultTimeScale))
        {
            findings.Add(OtherTimeScale, Invariant($"TimeScale is {index.TimeScale}."), index.Name, place: ManifestGrammar.Line(index.Element));
        }

        string path = document.Http is { } http ? http.Address.AbsolutePath : document.Name;
        string name = path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        if (!name.StartsWith("manifest", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(OddName, $"It is called '{name}'.", place: document.Name);
        }

        if (document.Http is not null && !IsSmooth(path))
        {
            findings.Add(UnknownAddress, $"It ends in '{name}'.", place: document.Name);
        }
    }

    /// <summary>Applies how the server answers for a fragment that the newest one announces.</summary>
    public static void CheckSuccessor(StoredDocument document, StoredTrack track, long time, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(findings);
        if (document.Bytes is null && document.Http is { } http)
        {
            findings.Add(RefusedSuccessor, Invariant($"It answers {(int)http.Status}."), track.Name, track.Index.ToTime(time), document.Name);
        }
    }

    private static bool IsSmooth(string path)
    {
        int end = path.LastIndexOf('/');
        bool isNoun = end > 0 && path.AsSpan(end + 1).StartsWith("manifest", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> point = isNoun ? path.AsSpan(0, end) : path;
        return point.EndsWith(".ism", StringComparison.OrdinalIgnoreCase) || point.EndsWith(".isml", StringComparison.OrdinalIgnoreCase);
    }
}
