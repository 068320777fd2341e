using System.Globalization;
using System.Text.RegularExpressions;
using MssTools.Core.Media;
using MssTools.Core.Outputs.Folder;

namespace MssTools.Core.Outputs;

/// <summary>
/// Folders, file names and URL templates of a group, as the reference server lays them out: one stream has
/// <c>stream/kind/bitrate/time.fmp4</c>, several share <c>bitrate/kind/time.fmp4</c>.
/// </summary>
/// <param name="streamNames">Names of the group's local streams.</param>
/// <param name="timeScale">Ticks per second of the times in file names.</param>
internal sealed partial class GroupLayout(IReadOnlyList<string> streamNames, int timeScale)
{
    private const string Extension = ".fmp4";

    private readonly string? _single = streamNames.Count == 1 ? streamNames[0] : null;

    /// <summary>Path of a fragment, relative to the group's folder, with '/' between names.</summary>
    public string PathOf(MediaKind kind, long bitrate, long time) =>
        string.Create(CultureInfo.InvariantCulture, $"{FolderOf(kind, bitrate)}/{ToTimeScale(time)}{Extension}");

    /// <summary>Folder of a track's fragments, relative to the group's folder, with '/' between names.</summary>
    public string FolderOf(MediaKind kind, long bitrate) => _single is null
        ? string.Create(CultureInfo.InvariantCulture, $"{bitrate}/{NameOf(kind)}")
        : string.Create(CultureInfo.InvariantCulture, $"{_single}/{NameOf(kind)}/{bitrate}");

    /// <summary>The Url attribute ([MS-SSTR] 2.2.2.3) that makes clients ask for these paths.</summary>
    public string UrlOf(MediaKind kind) => _single is null
        ? $"{{bitrate}}/{NameOf(kind)}/{{start time}}{Extension}"
        : $"{Uri.EscapeDataString(_single)}/{NameOf(kind)}/{{bitrate}}/{{start time}}{Extension}";

    /// <summary>Converts 100 ns ticks to the ticks of file names, manifests and boxes.</summary>
    public long ToTimeScale(long time) => Timescale.Rescale(time, Timescale.Ticks, timeScale);

    /// <summary><c>video</c> or <c>audio</c>.</summary>
    public static string NameOf(MediaKind kind) => kind == MediaKind.Video ? "video" : "audio";

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
    public static bool IsPartName(string manifestName, string fileName)
    {
        string stem = Path.GetFileNameWithoutExtension(manifestName) + "_";
        string extension = Path.GetExtension(manifestName);
        return fileName.Length > stem.Length + extension.Length
            && fileName.StartsWith(stem, StringComparison.Ordinal)
            && fileName.EndsWith(extension, StringComparison.Ordinal)
            && !fileName.AsSpan(stem.Length, fileName.Length - stem.Length - extension.Length).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Full paths of the manifests of parts that are in a group's folder now.</summary>
    public static IEnumerable<string> FindParts(string groupFolder, string manifestName) =>
        Directory.EnumerateFiles(groupFolder).Where(path => IsPartName(manifestName, Path.GetFileName(path)));

    /// <summary>
    /// The fragments of this layout that are in a group's folder now, as paths relative to it. Files and folders that
    /// the layout does not name are passed over, and links are not followed.
    /// </summary>
    public IEnumerable<string> FindFragments(string groupFolder) => FindFolders(groupFolder)
        .SelectMany(folder => Directory.EnumerateFiles(Path.Join(groupFolder, folder))
            .Select(Path.GetFileName)
            .Where(name => FragmentName().IsMatch(name!))
            .Select(name => $"{folder}/{name}"));

    /// <summary>The folders that hold fragments of this layout or did so, found as <see cref="FindFragments"/> finds them.</summary>
    public IEnumerable<string> FindFolders(string groupFolder)
    {
        string root = _single is null ? groupFolder : Path.Join(groupFolder, _single);
        return FoldersIn(root)
            .Where(outer => _single is null ? IsNumber(outer) : IsKind(outer))
            .SelectMany(outer => FoldersIn(Path.Join(root, outer))
                .Where(inner => _single is null ? IsKind(inner) : IsNumber(inner))
                .Select(inner => $"{(_single is null ? "" : _single + "/")}{outer}/{inner}"));
    }

    /// <summary>
    /// The time in a fragment's file name, in 100 ns ticks, or null where the name is a temporary one or, being of a
    /// finer TimeScale, says a time that cannot be.
    /// </summary>
    public long? TimeOf(string path)
    {
        string name = Path.GetFileName(path);
        return !FolderSink.IsTemporary(name)
            && long.TryParse(
                name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long time)
            && time <= long.MaxValue / Timescale.Ticks * timeScale
            ? Timescale.Rescale(time, timeScale, Timescale.Ticks)
            : null;
    }

    private static IEnumerable<string> FoldersIn(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info.Exists && info.LinkTarget is null
            ? info.EnumerateDirectories().Where(child => child.LinkTarget is null).Select(child => child.Name)
            : [];
    }

    private static bool IsKind(string name) => name is "video" or "audio";

    private static bool IsNumber(string name) => Number().IsMatch(name);

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // A final name, or the temporary one that FolderSink makes of it.
    [GeneratedRegex(@"^((0|[1-9][0-9]{0,17})\.fmp4|\.(0|[1-9][0-9]{0,17})\.fmp4\.partial)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FragmentName();
}
