using System.Globalization;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Objects;

namespace MssTools.Core.Outputs.Objects;

/// <summary>What an object store serves a group's documents with: what the server of this module does, so that a CDN can stand before the bucket.</summary>
internal static class ObjectHeaders
{
    private const string Public = "public, ";

    /// <summary>So far into a manifest stands whether it is live.</summary>
    private const int LongestRoot = 1024;

    /// <summary>A fragment, with its headers.</summary>
    public static ObjectContent OfFragment(MediaKind kind, ReadOnlyMemory<byte> bytes) =>
        new(bytes, kind == MediaKind.Video ? ServedAs.Video : ServedAs.Audio, Public + ServedAs.ForEver);

    /// <summary>A manifest of ours, with its headers.</summary>
    /// <param name="bytes">The manifest.</param>
    /// <param name="fragmentLength">Wanted length of a fragment.</param>
    public static ObjectContent OfManifest(ReadOnlyMemory<byte> bytes, TimeSpan fragmentLength)
    {
        bool isLive = bytes.Span[..Math.Min(bytes.Length, LongestRoot)].IndexOf(" IsLive=\"TRUE\""u8) >= 0;
        long age = (long)ServedAs.AgeOfManifest(isLive, fragmentLength).TotalSeconds;
        return new ObjectContent(bytes, ServedAs.Manifest, string.Create(CultureInfo.InvariantCulture, $"{Public}max-age={age}"));
    }
}
