using System.Globalization;
using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>A rendition of a stored group.</summary>
/// <param name="Index">Its StreamIndex.</param>
/// <param name="Level">Its QualityLevel.</param>
internal sealed record StoredTrack(PublishedStreamIndex Index, PublishedQualityLevel Level)
{
    /// <summary>As people call it: <c>video 1000000</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Index.Name} {Level.Bitrate}");

    /// <summary>What its addresses have in common; two renditions of the same place overwrite each other.</summary>
    public string Place => UrlOf(0);

    /// <summary>Address of a fragment, relative to the manifest.</summary>
    public string UrlOf(long time) => Index.Url.Fill(Level.Bitrate, time, Level.CustomText);

    /// <summary>Reads the time of one of its fragments from a path, relative to the manifest and decoded.</summary>
    public bool TryRead(string path, out long time) =>
        Index.Url.TryRead(path, out long bitrate, out time) && bitrate == Level.Bitrate;
}
