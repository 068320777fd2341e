namespace MssTools.Core.Manifests;

/// <summary>A StreamIndex as it is published ([MS-SSTR] 2.2.2.3). Times are its own ticks.</summary>
/// <param name="Element">Its attributes.</param>
/// <param name="TimeScale">Its ticks per second: its own, or the manifest's.</param>
/// <param name="Levels">Its renditions.</param>
/// <param name="Fragments">Its listed fragments.</param>
internal sealed record PublishedStreamIndex(
    ManifestElement Element, long TimeScale, IReadOnlyList<PublishedQualityLevel> Levels, IReadOnlyList<ListedFragment> Fragments)
{
    /// <summary>Fragments at the end of the list whose lengths tell how long the next ones may be.</summary>
    private const int Newest = 10;

    /// <summary><c>video</c>, <c>audio</c> or <c>text</c>, as the manifest has it.</summary>
    public string Type { get; } = Element.Text("Type") ?? "";

    /// <summary>What URLs call it.</summary>
    public string Name { get; } = Element.Text("Name") ?? Element.Text("Type") ?? "";

    /// <summary>Its language as the manifest has it; null where it has none.</summary>
    public string? Language { get; } = Element.Text("Language");

    /// <summary>Where its fragments are.</summary>
    public UrlTemplate Url { get; } = new(Element.Text("Url") ?? "");

    /// <summary>Listed fragments.</summary>
    public int Count => Fragments.Count;

    /// <summary>Start of the first listed fragment; 0 where none is listed.</summary>
    public long Start => Count == 0 ? 0 : Fragments[0].Time;

    /// <summary>Start of the last listed fragment; 0 where none is listed.</summary>
    public long LastTime => Count == 0 ? 0 : Fragments[^1].Time;

    /// <summary>End of the last listed fragment; 0 where none is listed.</summary>
    public long End => Count == 0 ? 0 : Fragments[^1].End;

    /// <summary>The longest of the newest fragments.</summary>
    public long LongestDuration { get; } = Longest(Fragments);

    /// <summary>True for pictures.</summary>
    public bool IsVideo => Type.Equals("video", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for sound.</summary>
    public bool IsAudio => Type.Equals("audio", StringComparison.OrdinalIgnoreCase);

    /// <summary>Converts its ticks.</summary>
    public TimeSpan ToTime(long ticks) => PublishedManifest.ToTime(ticks, TimeScale);

    private static long Longest(IReadOnlyList<ListedFragment> fragments)
    {
        long longest = 0;
        for (int i = Math.Max(0, fragments.Count - Newest); i < fragments.Count; i++)
        {
            longest = Math.Max(longest, fragments[i].Duration);
        }

        return longest;
    }
}
