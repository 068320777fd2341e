using System.Globalization;
using System.Net;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>Status codes, types and headers ([MS-SSTR] 2.2.6), which are as important to players as the bytes.</summary>
internal static class ServerAnswers
{
    private const int LongRefusal = 10; // seconds

    private static readonly string[] s_manifestTypes = ["text/xml", "application/xml", "application/vnd.ms-sstr+xml"];
    private static readonly string[] s_fragmentTypes = ["video/mp4", "audio/mp4", "application/mp4"];

    public static readonly CheckRule NoManifest = new(
        "MSS801", Error, "The server does not give the manifest",
        "[MS-SSTR] 2.2.1", "Check the address; ask the server's log.", CheckRule.Everyone);

    public static readonly CheckRule ManifestType = new(
        "MSS802", Warning, "The manifest has a content type that is none of a manifest",
        "VLC and Shaka go by the type", "Send text/xml or application/vnd.ms-sstr+xml.", Vlc);

    public static readonly CheckRule NoSharing = new(
        "MSS803", Warning, "Pages of other sites may not read the answer",
        "Browsers need Access-Control-Allow-Origin", "Send Access-Control-Allow-Origin: *.", DashJs, RxPlayer);

    public static readonly CheckRule HiddenDate = new(
        "MSS804", Warning, "Pages may not read the server's Date",
        "dash.js takes the server's clock from it", "Send Date, and Access-Control-Expose-Headers: Date.", DashJs);

    public static readonly CheckRule StaleManifest = new(
        "MSS805", Warning, "A live manifest may be kept longer than a fragment lasts",
        "Caches give it to players that look for new fragments", "Send Cache-Control: max-age of half a fragment, or no-cache.", CheckRule.Everyone);

    public static readonly CheckRule FragmentType = new(
        "MSS806", Warning, "A fragment has a content type that is none of a fragment",
        "Some caches and browsers refuse or change others", "Send video/mp4 or audio/mp4.");

    public static readonly CheckRule UncachedFragment = new(
        "MSS807", Information, "Fragments may not be kept by caches",
        "A stored fragment never changes", "Send Cache-Control: max-age=31536000, immutable.");

    public static readonly CheckRule FoundNothing = new(
        "MSS808", Error, "The server answers with success where nothing is",
        "[MS-SSTR] 2.2.6; players take a page for media", "Answer 404.", CheckRule.Everyone);

    public static readonly CheckRule KeptRefusal = new(
        "MSS809", Warning, "A refusal may be kept by caches",
        "Players that ask a moment later get it again", "Send Cache-Control: no-store with 404 and 412.", CheckRule.Everyone);

    public static readonly CheckRule OddRefusal = new(
        "MSS810", Warning, "A fragment that never was is refused with an unusual code",
        "[MS-SSTR] 2.2.6; players tell 404 and 412 from failures", "Answer 404.", DashJs, RxPlayer);

    public static readonly CheckRule Slow = new(
        "MSS811", Warning, "A fragment took longer to come than it lasts",
        "Players run dry", "Look at the network and the server; offer a lower bit rate.", CheckRule.Everyone);

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        NoManifest, ManifestType, NoSharing, HiddenDate, StaleManifest, FragmentType, UncachedFragment, FoundNothing, KeptRefusal,
        OddRefusal, Slow,
    ];

    /// <summary>Applies what the answer with the manifest shows.</summary>
    public static void Check(CheckedManifest document, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        if (document.Http is not { } http)
        {
            return;
        }

        if (!s_manifestTypes.Contains(http.ContentType, StringComparer.OrdinalIgnoreCase))
        {
            findings.Add(ManifestType, $"Content-Type is {http.ContentType ?? "missing"}.", place: document.Name);
        }

        CheckSharing(http, "", document.Name, findings);
        if (!document.Manifest.IsLive)
        {
            return;
        }

        bool showsDate = http.HasDate && http.ExposeHeaders is { } exposed
            && (exposed.Contains("Date", StringComparison.OrdinalIgnoreCase) || exposed.Contains('*', StringComparison.Ordinal));
        if (!showsDate)
        {
            findings.Add(HiddenDate, $"Access-Control-Expose-Headers is {http.ExposeHeaders ?? "missing"}.", place: document.Name);
        }

        TimeSpan length = document.Manifest.FragmentLength;
        if (MaxAge(http.CacheControl) is not { } age || age > Math.Max(2, length.TotalSeconds))
        {
            findings.Add(StaleManifest, Invariant($"Cache-Control is {http.CacheControl ?? "missing"}, fragments last {length.TotalSeconds:0.###} s."), place: document.Name);
        }
    }

    /// <summary>Applies what the answer with a fragment shows.</summary>
    public static void Check(HttpFacts http, StoredTrack track, ListedFragment listed, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(findings);
        TimeSpan time = track.Index.ToTime(listed.Time);
        string place = http.Address.ToString();
        if (!s_fragmentTypes.Contains(http.ContentType, StringComparer.OrdinalIgnoreCase))
        {
            findings.Add(FragmentType, $"Content-Type is {http.ContentType ?? "missing"}.", track.Name, time, place);
        }

        CheckSharing(http, track.Name, place, findings);
        if (http.CacheControl is { } control && MaxAge(control) is 0)
        {
            findings.Add(UncachedFragment, $"Cache-Control is {control}.", track.Name, time, place);
        }

        TimeSpan length = track.Index.ToTime(listed.Duration);
        if (length > TimeSpan.Zero && http.Elapsed > length)
        {
            findings.Add(Slow, Invariant($"It took {http.Elapsed.TotalSeconds:0.0} s and lasts {length.TotalSeconds:0.0} s."), track.Name, time, place);
        }
    }

    /// <summary>Applies what the answer for a fragment that never was shows.</summary>
    public static void CheckRefusal(StoredDocument document, StoredTrack track, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(findings);
        if (document.Http is not { } http)
        {
            return;
        }

        if (document.Bytes is { } bytes)
        {
            findings.Add(FoundNothing, Invariant($"It gives {bytes.Length} bytes of {http.ContentType ?? "no type"}."), track.Name, place: document.Name);
            return;
        }

        if (http.Status is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed or HttpStatusCode.Gone or HttpStatusCode.BadRequest))
        {
            findings.Add(OddRefusal, Invariant($"It answers {(int)http.Status}."), track.Name, place: document.Name);
        }

        if (http.CacheControl is { } control && MaxAge(control) > LongRefusal)
        {
            findings.Add(KeptRefusal, $"Cache-Control is {control}.", track.Name, place: document.Name);
        }
    }

    /// <summary>Seconds for which caches may keep an answer; null where nothing is said.</summary>
    internal static double? MaxAge(string? control)
    {
        if (control is null)
        {
            return null;
        }

        string[] directives = control.Split(',', StringSplitOptions.TrimEntries);
        if (directives.Any(d => d.StartsWith("no-store", StringComparison.OrdinalIgnoreCase) || d.StartsWith("no-cache", StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        string? age = directives.FirstOrDefault(d => d.StartsWith("s-maxage=", StringComparison.OrdinalIgnoreCase))
            ?? directives.FirstOrDefault(d => d.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase));
        return double.TryParse(age?[(age.IndexOf('=', StringComparison.Ordinal) + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : null;
    }

    private static void CheckSharing(HttpFacts http, string track, string place, Findings findings)
    {
        if (http.AllowOrigin is null)
        {
            findings.Add(NoSharing, "Access-Control-Allow-Origin is missing.", track, place: place);
        }
    }
}
