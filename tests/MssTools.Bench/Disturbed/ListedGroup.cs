using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MssTools.Bench.Disturbed;

/// <summary>One StreamIndex of a manifest: its name, bit rates and rows.</summary>
internal sealed record ListedIndex(
    string Name, bool IsVideo, string Url, IReadOnlyList<string> Bitrates, IReadOnlyList<(long Time, long Duration)> Rows)
{
    /// <summary>Path of a fragment, from the manifest's folder.</summary>
    public string PathOf(string bitrate, long time) => Uri.UnescapeDataString(Url
        .Replace("{bitrate}", bitrate, StringComparison.Ordinal)
        .Replace("{start time}", time.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}

/// <summary>A manifest as a client reads it.</summary>
internal sealed record ListedGroup(IReadOnlyList<ListedIndex> Indexes)
{
    /// <summary>Reads a manifest; null while there is none.</summary>
    /// <exception cref="InvalidDataException">It is no manifest.</exception>
    public static ListedGroup? Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Parse(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ListedGroup Parse(Stream manifest)
    {
        try
        {
            return new ListedGroup([.. XElement.Load(manifest).Elements("StreamIndex").Select(IndexOf)]);
        }
        catch (Exception broken) when (broken is XmlException or FormatException or ArgumentNullException)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    private static ListedIndex IndexOf(XElement element) => new(
        (string)element.Attribute("Name")!,
        (string)element.Attribute("Type")! == "video",
        (string)element.Attribute("Url")!,
        [.. element.Elements("QualityLevel").Select(q => (string)q.Attribute("Bitrate")!)],
        [.. element.Elements("c").Select(c => ((long)c.Attribute("t")!, (long)c.Attribute("d")!))]);
}
