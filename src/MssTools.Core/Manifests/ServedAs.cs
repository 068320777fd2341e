namespace MssTools.Core.Manifests;

/// <summary>The headers that go with a group's documents, whoever serves them: the server of this module, or an object store.</summary>
internal static class ServedAs
{
    /// <summary>Content-Type of a client manifest: VLC, Kodi and yt-dlp know it by this.</summary>
    public const string Manifest = "application/vnd.ms-sstr+xml";

    /// <summary>Content-Type of fragments of pictures.</summary>
    public const string Video = "video/mp4";

    /// <summary>Content-Type of fragments of sound.</summary>
    public const string Audio = "audio/mp4";

    /// <summary>Cache-Control of fragments, which never change; who may keep them stands before it.</summary>
    public const string ForEver = "max-age=31536000, immutable";

    private static readonly TimeSpan s_recorded = TimeSpan.FromMinutes(1);

    /// <summary>How long caches may keep a manifest.</summary>
    /// <param name="isLive">True where the next fragment changes it.</param>
    /// <param name="fragmentLength">How long a fragment plays.</param>
    public static TimeSpan AgeOfManifest(bool isLive, TimeSpan fragmentLength) => isLive ? fragmentLength / 2 : s_recorded;
}
