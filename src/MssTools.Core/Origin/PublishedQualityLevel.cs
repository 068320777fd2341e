using System.Xml.Linq;

namespace MssTools.Core.Origin;

/// <summary>A QualityLevel of a stored manifest, as lists of groups show it.</summary>
/// <param name="Bitrate">Bits per second; stands for the rendition in URLs.</param>
/// <param name="FourCC">The codec.</param>
/// <param name="Width">Pixels; 0 for audio.</param>
/// <param name="Height">Pixels; 0 for audio.</param>
internal sealed record PublishedQualityLevel(long Bitrate, string FourCC, long Width, long Height)
{
    /// <summary>Reads an element.</summary>
    public static PublishedQualityLevel Of(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new PublishedQualityLevel(
            PublishedManifest.Number(element, "Bitrate") ?? 0,
            (string?)element.Attribute("FourCC") ?? "",
            PublishedManifest.Number(element, "MaxWidth") ?? 0,
            PublishedManifest.Number(element, "MaxHeight") ?? 0);
    }
}
