using System.Text.RegularExpressions;
using MssTools.Core.Manifests;
using static System.FormattableString;
using static MssTools.FindingSeverity;
using static MssTools.MssPlayer;

namespace MssTools.Core.Checks;

/// <summary>Elements and attributes of the manifest, and what its addresses are made of ([MS-SSTR] 2.2.2).</summary>
internal static partial class ManifestGrammar
{
    private const int LanguageLength = 3;

    public static readonly CheckRule Unreadable = new(
        "MSS101", Error, "The manifest cannot be read",
        "[MS-SSTR] 2.2.2", "Publish well-formed XML with SmoothStreamingMedia as its root, without a DTD.", CheckRule.Everyone);

    public static readonly CheckRule Version = new(
        "MSS102", Error, "MajorVersion is not 2, or MinorVersion is none that players know",
        "[MS-SSTR] 2.2.2.1", "Write MajorVersion=\"2\" MinorVersion=\"0\".", Media3, RxPlayer);

    public static readonly CheckRule NoDuration = new(
        "MSS103", Error, "Duration is missing or no number",
        "[MS-SSTR] 2.2.2.1", "Write Duration in ticks; 0 while the presentation is live.", Media3);

    public static readonly CheckRule BadBoolean = new(
        "MSS104", Error, "A boolean is neither TRUE nor FALSE",
        "[MS-SSTR] 2.2.2.1", "Write TRUE, or leave the attribute out.", CheckRule.Everyone);

    public static readonly CheckRule BadTimeScale = new(
        "MSS105", Error, "TimeScale is no number above zero",
        "[MS-SSTR] 2.2.2.1", "Write TimeScale=\"10000000\" in the root and in every StreamIndex.", CheckRule.Everyone);

    public static readonly CheckRule TimeScalesDiffer = new(
        "MSS106", Warning, "Players that read one TimeScale alone get another one",
        "Shaka and N_m3u8DL-RE read the root's; VLC and Kodi the StreamIndex's, or take 10000000",
        "State the same TimeScale in the root and in every StreamIndex.", Vlc, Kodi);

    public static readonly CheckRule Marked = new(
        "MSS107", Warning, "The manifest begins with a byte order mark",
        "Parsers that take UTF-8 as it comes", "Write UTF-8 without a byte order mark.");

    public static readonly CheckRule Namespaced = new(
        "MSS108", Warning, "The manifest uses an XML namespace",
        "[MS-SSTR] 2.2.2", "Write the elements without a namespace.", GStreamer);

    public static readonly CheckRule UnknownElement = new(
        "MSS109", Information, "An element is none of the specification's",
        "[MS-SSTR] 2.2.2", "Players pass over it.");

    public static readonly CheckRule NoStreamIndex = new(
        "MSS110", Error, "The manifest has no StreamIndex",
        "[MS-SSTR] 2.2.2.1", "List at least one StreamIndex; answer 404 before the first fragment is there.", CheckRule.Everyone);

    public static readonly CheckRule BadType = new(
        "MSS111", Error, "The Type of a StreamIndex is missing, or none of video, audio and text",
        "[MS-SSTR] 2.2.2.3", "Write video, audio or text.", CheckRule.Everyone);

    public static readonly CheckRule NoSubtype = new(
        "MSS112", Error, "A StreamIndex of text has no Subtype",
        "[MS-SSTR] 2.2.2.3", "Write CAPT, SUBT, SCMD, CHAP, DESC, CTRL or DATA.", Media3);

    public static readonly CheckRule SameName = new(
        "MSS113", Error, "Two StreamIndexes have the same name",
        "[MS-SSTR] 2.2.2.3: the name stands for the StreamIndex in addresses", "Give each a name of its own: audio_eng, audio_fra.",
        CheckRule.Everyone);

    public static readonly CheckRule BadName = new(
        "MSS114", Warning, "The name of a StreamIndex has characters that names do not have",
        "[MS-SSTR] 2.2.2.3", "Begin with a letter; then letters, digits, '_' and '-'.");

    public static readonly CheckRule BadChunks = new(
        "MSS115", Warning, "Chunks is not the number of listed fragments",
        "[MS-SSTR] 2.2.2.3", "Count what is listed now, not what was ever published.");

    public static readonly CheckRule BadLevelCount = new(
        "MSS116", Warning, "QualityLevels is not the number of QualityLevel elements",
        "[MS-SSTR] 2.2.2.3", "Count the renditions.");

    public static readonly CheckRule BadUrl = new(
        "MSS117", Error, "The Url of a StreamIndex is missing, or lacks bit rate or start time",
        "[MS-SSTR] 2.2.2.3", "Write QualityLevels({bitrate})/Fragments(name={start time}).", CheckRule.Everyone);

    public static readonly CheckRule OldToken = new(
        "MSS118", Warning, "The Url has {start_time} or {Bitrate}, which many players do not replace",
        "dash.js, hasplayer.js, rx-player, Shaka and Kodi know {start time} and {bitrate} alone",
        "Write {start time} with a space, and {bitrate}.", DashJs, RxPlayer, Kodi);

    public static readonly CheckRule NoLevel = new(
        "MSS119", Error, "A StreamIndex has no QualityLevel",
        "[MS-SSTR] 2.2.2.3", "List at least one rendition.", CheckRule.Everyone);

    public static readonly CheckRule SameBitrate = new(
        "MSS120", Error, "Two renditions have the same address",
        "[MS-SSTR] 2.2.3: the bit rate stands for the rendition in addresses",
        "Give each QualityLevel of a StreamIndex a Bitrate of its own, if only by one.", CheckRule.Everyone);

    public static readonly CheckRule BadIndex = new(
        "MSS121", Warning, "The Index of a QualityLevel is missing or is another's, too",
        "[MS-SSTR] 2.2.2.5", "Count from 0 in each StreamIndex.");

    public static readonly CheckRule BadBitrate = new(
        "MSS122", Error, "The Bitrate of a QualityLevel is missing or no number above zero",
        "[MS-SSTR] 2.2.2.5", "Write bits per second.", CheckRule.Everyone);

    public static readonly CheckRule BadNumber = new(
        "MSS123", Error, "A t, d or r is no number",
        "[MS-SSTR] 2.2.2.6", "Write digits alone.", CheckRule.Everyone);

    public static readonly CheckRule BadOrdinal = new(
        "MSS124", Warning, "The n of a fragment does not follow that of the one before it",
        "[MS-SSTR] 2.2.2.6", "Count by one for each fragment, or leave n out.");

    public static readonly CheckRule Repeated = new(
        "MSS125", Warning, "Fragments are listed by repeats though MinorVersion is not 2",
        "[MS-SSTR] 2.2.2.6", "Spell fragments out, or write MinorVersion=\"2\".", Silverlight);

    public static readonly CheckRule NoLastDuration = new(
        "MSS126", Error, "The last fragment has no d",
        "[MS-SSTR] 2.2.2.6", "Write d on every fragment.", CheckRule.Everyone);

    public static readonly CheckRule NoneListed = new(
        "MSS127", Error, "A StreamIndex lists no fragment",
        "dash.js reads the first one without looking; Kodi leaves the track out",
        "Publish the manifest when every track has a fragment, or leave the track out.", DashJs, Kodi, Media3);

    public static readonly CheckRule BadLanguage = new(
        "MSS128", Warning, "A Language is not of three letters",
        "ISO 639-2; N_m3u8DL-RE drops others, old yt-dlp fails at them", "Write eng, not en.");

    public static readonly CheckRule BadHeader = new(
        "MSS129", Error, "A ProtectionHeader is no base64",
        "[MS-SSTR] 2.2.2.2", "Write the header as base64 without line breaks.", CheckRule.Everyone);

    public static readonly CheckRule BracedSystem = new(
        "MSS130", Warning, "A SystemID is missing, no GUID, or in braces",
        "Kodi compares the bare GUID", "Write the GUID without braces.", Kodi);

    public static readonly CheckRule PartlyStated = new(
        "MSS131", Warning, "A fragment lacks t or d",
        "N_m3u8DL-RE takes a missing d for 0, rx-player drops a lone fragment without it", "Write both on every fragment.");

    public static IReadOnlyList<CheckRule> Rules { get; } =
    [
        Unreadable, Version, NoDuration, BadBoolean, BadTimeScale, TimeScalesDiffer, Marked, Namespaced, UnknownElement, NoStreamIndex,
        BadType, NoSubtype, SameName, BadName, BadChunks, BadLevelCount, BadUrl, OldToken, NoLevel, SameBitrate, BadIndex, BadBitrate,
        BadNumber, BadOrdinal, Repeated, NoLastDuration, NoneListed, BadLanguage, BadHeader, BracedSystem, PartlyStated,
    ];

    /// <summary>Applies the family.</summary>
    public static void Check(CheckedManifest document, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(findings);
        PublishedManifest manifest = document.Manifest;
        CheckRoot(document, manifest.Element, findings);
        CheckProtection(manifest, findings);
        foreach (ManifestElement unknown in manifest.Unknown)
        {
            findings.Add(UnknownElement, $"There is an element {unknown.Name}.", place: Line(unknown));
        }

        if (manifest.StreamIndexes.Count == 0)
        {
            findings.Add(NoStreamIndex, "No StreamIndex is listed.");
        }

        foreach (PublishedStreamIndex index in manifest.StreamIndexes)
        {
            CheckStreamIndex(manifest, index, findings);
            CheckLevels(index, findings);
            CheckRows(manifest, index, findings);
        }

        foreach (PublishedStreamIndex second in manifest.StreamIndexes.GroupBy(s => s.Name, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
        {
            findings.Add(SameName, $"Another StreamIndex is called '{second.Name}', too.", second.Name, place: Line(second.Element));
        }
    }

    private static void CheckRoot(CheckedManifest document, ManifestElement root, Findings findings)
    {
        (long? major, long? minor) = (root.Number("MajorVersion"), root.Number("MinorVersion"));
        if (major != 2 || minor is not (>= 0 and <= 2))
        {
            findings.Add(Version, $"MajorVersion is {Shown(root, "MajorVersion")}, MinorVersion {Shown(root, "MinorVersion")}.", place: Line(root));
        }

        if (root.Number("Duration") is null)
        {
            findings.Add(NoDuration, $"Duration is {Shown(root, "Duration")}.", place: Line(root));
        }

        foreach (string name in new[] { "IsLive", "CanSeek", "CanPause" })
        {
            if (root.Text(name) is { } text && text.ToUpperInvariant() is not ("TRUE" or "FALSE"))
            {
                findings.Add(BadBoolean, $"{name} is '{text}'.", place: Line(root));
            }
        }

        CheckTimeScale(root, findings);
        if (document.Start.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            findings.Add(Marked, "The first three bytes are EF BB BF.", place: "line 1");
        }

        foreach (KeyValuePair<string, string> attribute in root.Attributes.Where(a => a.Key == "xmlns" && a.Value.Length > 0))
        {
            findings.Add(Namespaced, $"The namespace is '{attribute.Value}'.", place: Line(root));
        }
    }

    private static void CheckProtection(PublishedManifest manifest, Findings findings)
    {
        foreach (ProtectionHeader header in manifest.Protection)
        {
            string? system = header.Element.Text("SystemID");
            if (!Guid.TryParseExact(system, "D", out _))
            {
                findings.Add(BracedSystem, $"SystemID is {Shown(header.Element, "SystemID")}.", place: Line(header.Element));
            }

            byte[] buffer = new byte[header.Content.Length];
            if (header.Content.Length == 0 || header.Content.Any(char.IsWhiteSpace) || !Convert.TryFromBase64String(header.Content, buffer, out _))
            {
                findings.Add(BadHeader, $"The header of {header.Content.Length} characters cannot be decoded.", place: Line(header.Element));
            }
        }
    }

    private static void CheckTimeScale(ManifestElement element, Findings findings, string track = "")
    {
        if (element.Text("TimeScale") is not null && element.Number("TimeScale") is null or 0)
        {
            findings.Add(BadTimeScale, $"TimeScale is {Shown(element, "TimeScale")}.", track, place: Line(element));
        }
    }

    private static void CheckStreamIndex(PublishedManifest manifest, PublishedStreamIndex index, Findings findings)
    {
        ManifestElement element = index.Element;
        CheckTimeScale(element, findings, index.Name);
        if (index.TimeScale != manifest.TimeScale
            || (element.Text("TimeScale") is null && index.TimeScale != PublishedManifest.DefaultTimeScale))
        {
            findings.Add(
                TimeScalesDiffer,
                $"TimeScale is {Shown(manifest.Element, "TimeScale")} in the root and {Shown(element, "TimeScale")} in the StreamIndex.",
                index.Name, place: Line(element));
        }

        if (!index.IsVideo && !index.IsAudio && !index.Type.Equals("text", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(BadType, $"Type is {Shown(element, "Type")}.", index.Name, place: Line(element));
        }

        if (index.Type.Equals("text", StringComparison.OrdinalIgnoreCase) && element.Text("Subtype") is null)
        {
            findings.Add(NoSubtype, "Subtype is missing.", index.Name, place: Line(element));
        }

        if (element.Text("Name") is { } name && !NamePattern().IsMatch(name))
        {
            findings.Add(BadName, $"Name is '{name}'.", index.Name, place: Line(element));
        }

        if (element.Number("Chunks") != index.Count)
        {
            findings.Add(BadChunks, Invariant($"Chunks is {Shown(element, "Chunks")}, {index.Count} are listed."), index.Name, place: Line(element));
        }

        if (element.Number("QualityLevels") != index.Levels.Count)
        {
            findings.Add(
                BadLevelCount, Invariant($"QualityLevels is {Shown(element, "QualityLevels")}, there are {index.Levels.Count}."), index.Name, place: Line(element));
        }

        if (index.Language is { } language && (language.Length != LanguageLength || !language.All(char.IsAsciiLetter)))
        {
            findings.Add(BadLanguage, $"Language is '{language}'.", index.Name, place: Line(element));
        }

        CheckUrl(index, findings);
    }

    private static void CheckUrl(PublishedStreamIndex index, Findings findings)
    {
        string url = index.Url.Text;
        bool hasTime = url.Contains("{start time}", StringComparison.Ordinal) || url.Contains("{start_time}", StringComparison.Ordinal);
        bool hasBitrate = url.Contains("{bitrate}", StringComparison.Ordinal) || url.Contains("{Bitrate}", StringComparison.Ordinal);
        bool isEmbedded = index.Element.IsTrue("ManifestOutput");
        if (!isEmbedded && (!hasTime || (!hasBitrate && index.Levels.Count > 1)))
        {
            findings.Add(BadUrl, $"Url is {Shown(index.Element, "Url")}.", index.Name, place: Line(index.Element));
        }

        if (url.Contains("{start_time}", StringComparison.Ordinal) || url.Contains("{Bitrate}", StringComparison.Ordinal))
        {
            findings.Add(OldToken, $"Url is '{url}'.", index.Name, place: Line(index.Element));
        }
    }

    private static void CheckLevels(PublishedStreamIndex index, Findings findings)
    {
        if (index.Levels.Count == 0)
        {
            findings.Add(NoLevel, "No QualityLevel is listed.", index.Name, place: Line(index.Element));
        }

        var indexes = new HashSet<long>();
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (PublishedQualityLevel level in index.Levels)
        {
            if (level.Bitrate == 0)
            {
                findings.Add(BadBitrate, $"Bitrate is {Shown(level.Element, "Bitrate")}.", index.Name, place: Line(level.Element));
            }

            if (!addresses.Add(index.Url.Fill(level.Bitrate, 0, level.CustomText)))
            {
                findings.Add(
                    SameBitrate, Invariant($"Another QualityLevel has the address of Bitrate {level.Bitrate}."), index.Name, place: Line(level.Element));
            }

            if (level.Element.Number("Index") is not { } number || !indexes.Add(number))
            {
                findings.Add(BadIndex, $"Index is {Shown(level.Element, "Index")}.", index.Name, place: Line(level.Element));
            }
        }
    }

    private static void CheckRows(PublishedManifest manifest, PublishedStreamIndex index, Findings findings)
    {
        if (index.Count == 0)
        {
            findings.Add(NoneListed, "No fragment is listed.", index.Name, place: Line(index.Element));
            return;
        }

        foreach (ListedFragment row in index.Fragments)
        {
            string place = Invariant($"line {row.Line}");
            TimeSpan time = index.ToTime(row.Time);
            if ((row.Form & ListedForm.Unreadable) != 0)
            {
                findings.Add(BadNumber, Invariant($"Line {row.Line} has a t, d or r that is no number."), index.Name, time, place);
            }

            if ((row.Form & ListedForm.OutOfOrder) != 0)
            {
                findings.Add(BadOrdinal, Invariant($"Line {row.Line} has an n that does not follow."), index.Name, time, place);
            }

            if ((row.Form & ListedForm.Repeated) != 0 && manifest.Element.Number("MinorVersion") != 2)
            {
                findings.Add(
                    Repeated,
                    $"A repeat is used, and MinorVersion is {Shown(manifest.Element, "MinorVersion")}.", index.Name, time, place);
            }
        }

        if ((index.Fragments[^1].Form & ListedForm.Duration) == 0)
        {
            findings.Add(
                NoLastDuration, "The last fragment has no d.", index.Name, index.ToTime(index.LastTime), Invariant($"line {index.Fragments[^1].Line}"));
        }

        // By durations alone is the form of the specification's examples; then every row has one.
        bool byDurations = index.Fragments.All(f => (f.Form & ListedForm.Duration) != 0);
        if (!byDurations)
        {
            ListedFragment first = index.Fragments.First(f => (f.Form & ListedForm.Duration) == 0);
            findings.Add(
                PartlyStated, Invariant($"Line {first.Line} and perhaps others have no d."), index.Name, index.ToTime(first.Time), Invariant($"line {first.Line}"));
        }
    }

    /// <summary>The value of an attribute as messages show it.</summary>
    internal static string Shown(ManifestElement element, string name) => element.Text(name) is { } text ? $"'{text}'" : "missing";

    /// <summary>The place of an element as findings show it.</summary>
    internal static string Line(ManifestElement element) => Invariant($"line {element.Line}");

    [GeneratedRegex(@"^\p{L}[\p{L}\p{Nd}_\-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
