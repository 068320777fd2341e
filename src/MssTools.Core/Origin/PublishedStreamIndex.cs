using System.Xml.Linq;

namespace MssTools.Core.Origin;

/// <summary>A StreamIndex of a stored manifest. Times are ticks of the manifest.</summary>
internal sealed class PublishedStreamIndex
{
    /// <summary>Fragments at the end of the list whose lengths tell how long the next ones may be.</summary>
    private const int Newest = 10;

    /// <param name="element">The element.</param>
    public PublishedStreamIndex(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        Type = (string?)element.Attribute("Type") ?? "";
        Name = (string?)element.Attribute("Name") ?? Type;
        Url = new UrlTemplate((string?)element.Attribute("Url") ?? "");
        Levels = [.. element.Elements("QualityLevel").Select(PublishedQualityLevel.Of)];
        var rows = new List<(long Time, long Duration)>();
        long next = 0;
        foreach (XElement c in element.Elements("c"))
        {
            long start = PublishedManifest.Number(c, "t") ?? next;
            long duration = PublishedManifest.Number(c, "d") ?? 0;
            rows.Add((start, duration));
            next = start + duration;
        }

        Count = rows.Count;
        Start = rows.Select(r => r.Time).FirstOrDefault();
        LastTime = rows.Select(r => r.Time).LastOrDefault();
        End = next;
        LongestDuration = rows.TakeLast(Newest).Select(r => r.Duration).DefaultIfEmpty().Max();
    }

    /// <summary><c>video</c> or <c>audio</c>.</summary>
    public string Type { get; }

    /// <summary>What URLs call it.</summary>
    public string Name { get; }

    /// <summary>Where its fragments are.</summary>
    public UrlTemplate Url { get; }

    /// <summary>Its renditions.</summary>
    public IReadOnlyList<PublishedQualityLevel> Levels { get; }

    /// <summary>Listed fragments.</summary>
    public int Count { get; }

    /// <summary>Start of the first listed fragment.</summary>
    public long Start { get; }

    /// <summary>Start of the last listed fragment.</summary>
    public long LastTime { get; }

    /// <summary>End of the last listed fragment.</summary>
    public long End { get; }

    /// <summary>The longest of the newest fragments.</summary>
    public long LongestDuration { get; }

    /// <summary>True for pictures.</summary>
    public bool IsVideo => Type.Equals("video", StringComparison.OrdinalIgnoreCase);
}
