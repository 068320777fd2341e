using System.Collections.Frozen;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin;

/// <summary>The files that are served, by extension. What is not listed here is not there for viewers.</summary>
internal static class ContentType
{
    /// <summary>Policy files, which Silverlight and Flash ask for.</summary>
    public const string Xml = "text/xml";

    /// <summary>Health and errors.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>The list of groups.</summary>
    public const string Json = "application/json";

    /// <summary>Pages.</summary>
    public const string Html = "text/html; charset=utf-8";

    private const string ManifestExtension = ".ismc";
    private const string FragmentExtension = ".fmp4";

    private static readonly FrozenDictionary<string, string> s_types = new Dictionary<string, string>
    {
        [ManifestExtension] = ServedAs.Manifest,
        [FragmentExtension] = ServedAs.Video,
        [".css"] = "text/css; charset=utf-8",
        [".html"] = Html,
        [".ico"] = "image/x-icon",
        [".jpg"] = "image/jpeg",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = Json,
        [".mp4"] = ServedAs.Video,
        [".png"] = "image/png",
        [".svg"] = "image/svg+xml",
        [".txt"] = Text,
        [".vtt"] = "text/vtt; charset=utf-8",
        [".xml"] = Xml,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The types by extension, without dot.</summary>
    public static IReadOnlyDictionary<string, string> All => s_types.ToDictionary(t => t.Key[1..], t => t.Value);

    /// <summary>The type of a file, or null where files of its kind are not served.</summary>
    public static string? Of(RequestPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return s_types.GetValueOrDefault(Path.GetExtension(path.Name)) is { } type && !(type == ServedAs.Video && IsAudio(path))
            ? type
            : IsAudio(path) ? ServedAs.Audio : null;
    }

    /// <summary>The type of a fragment of a StreamIndex.</summary>
    public static string OfFragment(bool isVideo) => isVideo ? ServedAs.Video : ServedAs.Audio;

    /// <summary>True for client manifests.</summary>
    public static bool IsManifest(string name) => name.EndsWith(ManifestExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for fragments, which never change.</summary>
    public static bool IsFragment(string name) => name.EndsWith(FragmentExtension, StringComparison.OrdinalIgnoreCase);

    // bitrate/audio/time.fmp4 or stream/audio/bitrate/time.fmp4
    private static bool IsAudio(RequestPath path) => IsFragment(path.Name) && path.Segments.SkipLast(1).TakeLast(2).Any(GroupLayout.IsSound);
}
