using System.Globalization;
using System.Text.RegularExpressions;
using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>
/// Folders, file names and URL templates of a group, as the reference server lays them out: one stream has
/// <c>stream/content/bitrate/time.fmp4</c>, several share <c>bitrate/content/time.fmp4</c>.
/// </summary>
/// <param name="streamNames">Names of the group's local streams.</param>
/// <param name="timeScale">Ticks per second of the times in file names.</param>
internal sealed partial class GroupLayout(IReadOnlyList<string> streamNames, int timeScale)
{
    /// <summary>
    /// The names that <see cref="Content"/> gives to sound, as a regular expression that every server takes; with "_2" behind it, a name
    /// is that of a rendition that is listed on its own, in whose content's folders it is.
    /// </summary>
    public const string Sounds = "audio(?:_[a-z][a-z][a-z])?(?:-[a-z]+)?(?:-[0-9]+)?";

    /// <summary>The names that pictures have; with a number where those of another codec are listed beside them.</summary>
    public const string Pictures = "video(?:-[0-9]+)?";

    private const string Extension = ".fmp4";
    private const string HeldSuffix = ".held";
    private const string KeptSuffix = ".replaced";

    private readonly string? _single = streamNames.Count == 1 ? streamNames[0] : null;

    /// <summary>Path of a fragment, relative to the group's folder, with '/' between names.</summary>
    public string PathOf(Content content, long bitrate, long time) =>
        string.Create(CultureInfo.InvariantCulture, $"{FolderOf(content, bitrate)}/{ToTimeScale(time)}{Extension}");

    /// <summary>Folder of a track's fragments, relative to the group's folder, with '/' between names.</summary>
    public string FolderOf(Content content, long bitrate) => _single is null
        ? string.Create(CultureInfo.InvariantCulture, $"{bitrate}/{content.Name}")
        : string.Create(CultureInfo.InvariantCulture, $"{_single}/{content.Name}/{bitrate}");

    /// <summary>The Url attribute ([MS-SSTR] 2.2.2.3) that makes clients ask for these paths.</summary>
    public string UrlOf(Content content) => _single is null
        ? $"{{bitrate}}/{content.Name}/{{start time}}{Extension}"
        : $"{Uri.EscapeDataString(_single)}/{content.Name}/{{bitrate}}/{{start time}}{Extension}";

    /// <summary>Converts 100 ns ticks to the ticks of file names, manifests and boxes.</summary>
    public long ToTimeScale(long time) => Timescale.Rescale(time, Timescale.Ticks, timeScale);

    /// <summary>
    /// File name of the manifest of a part of the group: <c>manifest_0.ismc</c> beside <c>manifest.ismc</c>. The time makes it
    /// the part's own, over restarts too.
    /// </summary>
    /// <param name="manifestName">File name of the group's manifest.</param>
    /// <param name="time">Start of the part's first fragment in 100 ns ticks.</param>
    public string PartName(string manifestName, long time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileNameWithoutExtension(manifestName)}_{ToTimeScale(time)}{Path.GetExtension(manifestName)}");

    /// <summary>True for the names that <see cref="PartName"/> gives.</summary>
    public static bool IsPartName(string manifestName, string fileName) =>
        TryReadPartName(fileName, out string whole, out _) && whole == manifestName;

    /// <summary>Takes a name that <see cref="PartName"/> may have given apart.</summary>
    /// <param name="fileName">The name.</param>
    /// <param name="manifestName">File name of the manifest of the group that it would be a part of.</param>
    /// <param name="time">The digits of the part's time.</param>
    /// <returns>False where it has not that form.</returns>
    public static bool TryReadPartName(string fileName, out string manifestName, out string time)
    {
        string extension = Path.GetExtension(fileName);
        string stem = fileName[..^extension.Length];
        int end = stem.LastIndexOf('_');
        (manifestName, time) = end < 0 ? ("", "") : (stem[..end] + extension, stem[(end + 1)..]);
        return time.Length > 0 && !time.AsSpan().ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Name of what a repair keeps of a manifest that it replaces.</summary>
    /// <param name="manifestName">File name of the manifest.</param>
    /// <param name="number">Which one of the group's, from 1.</param>
    public static string KeptName(string manifestName, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{manifestName}{KeptSuffix}{(number == 1 ? "" : number)}");

    /// <summary>True for the names that <see cref="KeptName"/> gives.</summary>
    public static bool IsKeptName(string manifestName, string fileName) =>
        fileName.StartsWith(manifestName + KeptSuffix, StringComparison.Ordinal)
        && !fileName.AsSpan(manifestName.Length + KeptSuffix.Length).ContainsAnyExceptInRange('0', '9');

    /// <summary>True for manifests that lie beside the group's: of parts, and what repairs kept.</summary>
    public static bool IsOtherManifest(string manifestName, string fileName) => IsPartName(manifestName, fileName) || IsKeptName(manifestName, fileName);

    /// <summary>The folder that holds all of the group's fragments where it has a single stream; else null.</summary>
    public string? SingleStream => _single;

    /// <summary>True for the names that folders of renditions have: bit rates.</summary>
    public static bool IsBitrate(string name) => Number().IsMatch(name);

    /// <summary>True for the names that contents have: <c>video</c>, <c>audio</c>, <c>audio_fra</c>.</summary>
    public static bool IsContent(string name) => PictureName().IsMatch(name) || IsSound(name);

    /// <summary>The content of a StreamIndex: a rendition that was split off is listed as another one, in whose folders it is.</summary>
    public static Content ContentOf(StreamIndex index)
    {
        string name = IsContent(index.Name) ? index.Name : index.Name[..Math.Max(0, index.Name.LastIndexOf('_'))];
        return new Content(index.Kind, name, index.QualityLevels[0].Config.Codec, index.Language);
    }

    /// <summary>True for the names that contents of sound have, as <see cref="Sounds"/> writes them.</summary>
    public static bool IsSound(string name) => SoundName().IsMatch(name);

    /// <summary>Where a fragment is kept, out of sight, whose successors the next run of the group will know.</summary>
    /// <param name="path">Where it will be stored.</param>
    public static string HeldPathOf(string path)
    {
        int name = path.LastIndexOf('/') + 1;
        return $"{path[..name]}.{path[name..]}{HeldSuffix}";
    }

    /// <summary>The path that <see cref="HeldPathOf"/> was given; null where it gave no such one.</summary>
    public static string? PathOfHeld(string heldPath)
    {
        int name = heldPath.LastIndexOf('/') + 1;
        return heldPath.EndsWith(HeldSuffix, StringComparison.Ordinal) && heldPath.Length > name + 1 + HeldSuffix.Length
            ? heldPath[..name] + heldPath[(name + 1)..^HeldSuffix.Length]
            : null;
    }

    /// <summary>True for the paths that fragments of this layout have, and for those under which they are written, or held back.</summary>
    public bool IsFragmentPath(string path) => path.Split('/') switch
    {
        [var bitrate, var content, var name] when _single is null => IsBitrate(bitrate) && IsContent(content) && IsFragmentName(name),
        [var stream, var content, var bitrate, var name] => stream == _single && IsContent(content) && IsBitrate(bitrate) && IsFragmentName(name),
        _ => false,
    };

    /// <summary>True for a fragment's final name, and for those under which it is written, or held back.</summary>
    public static bool IsFragmentName(string name) => FragmentName().IsMatch(name);

    /// <summary>
    /// The time in a fragment's file name, in 100 ns ticks, or null where the name is a temporary one or, being of a
    /// finer TimeScale, says a time that cannot be.
    /// </summary>
    public long? TimeOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long time)
            && time <= long.MaxValue / Timescale.Ticks * timeScale
            ? Timescale.Rescale(time, timeScale, Timescale.Ticks)
            : null;
    }

    [GeneratedRegex($@"^{Pictures}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PictureName();

    [GeneratedRegex($@"^{Sounds}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SoundName();

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^((0|[1-9][0-9]{0,17})\.fmp4|\.(0|[1-9][0-9]{0,17})\.fmp4\.(partial|held))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FragmentName();
}
