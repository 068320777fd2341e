using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MssTools.Core.Origin;

/// <summary>A client manifest as it is stored, and what it says about fragments and renditions.</summary>
internal sealed class PublishedManifest
{
    private const long DefaultTimeScale = 10_000_000;

    private static readonly XmlWriterSettings s_format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.None,
    };

    private readonly XElement _root;

    private PublishedManifest(StoredFile file, XElement root)
    {
        File = file;
        _root = root;
        TimeScale = Number(root, "TimeScale") ?? DefaultTimeScale;
        IsLive = "TRUE".Equals((string?)root.Attribute("IsLive"), StringComparison.OrdinalIgnoreCase);
        LookAhead = (int)Math.Clamp(Number(root, "LookAheadFragmentCount") ?? 0, 0, 100);
        Window = ToTime(Number(root, "DVRWindowLength") ?? 0);
        StreamIndexes = [.. root.Elements("StreamIndex").Select(element => new PublishedStreamIndex(element))];
    }

    /// <summary>The file that was read.</summary>
    public StoredFile File { get; }

    /// <summary>Ticks per second.</summary>
    public long TimeScale { get; }

    /// <summary>True while more fragments will come.</summary>
    public bool IsLive { get; }

    /// <summary>Successors that each live fragment announces.</summary>
    public int LookAhead { get; }

    /// <summary>What players may seek in; zero: everything.</summary>
    public TimeSpan Window { get; }

    /// <summary>The StreamIndex elements, in their order.</summary>
    public IReadOnlyList<PublishedStreamIndex> StreamIndexes { get; }

    /// <summary>The longest of the newest fragments; zero where none is listed.</summary>
    public TimeSpan FragmentLength => ToTime(StreamIndexes.Select(s => s.LongestDuration).DefaultIfEmpty().Max());

    /// <summary>Time from the first to the last listed fragment.</summary>
    public TimeSpan Duration => ToTime(
        StreamIndexes.Select(s => s.End).DefaultIfEmpty().Max() - StreamIndexes.Select(s => s.Start).DefaultIfEmpty().Min());

    /// <summary>Reads a manifest.</summary>
    /// <returns>Null where the bytes are no client manifest.</returns>
    public static PublishedManifest? Read(StoredFile file, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var xml = XmlReader.Create(stream, settings);
            var root = XElement.Load(xml, LoadOptions.PreserveWhitespace);
            return root.Name == "SmoothStreamingMedia" ? new PublishedManifest(file, root) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>
    /// The manifest with the Url templates that Smooth Streaming servers have ([MS-SSTR] 2.2.2.3), otherwise as it is.
    /// </summary>
    public byte[] WithStandardUrls()
    {
        var copy = new XElement(_root);
        foreach (XElement index in copy.Elements("StreamIndex"))
        {
            string name = (string?)index.Attribute("Name") ?? (string?)index.Attribute("Type") ?? "";
            index.SetAttributeValue("Url", $"QualityLevels({{bitrate}})/Fragments({name}={{start time}})");
        }

        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_format))
        {
            copy.Save(xml);
        }

        return bytes.ToArray();
    }

    /// <summary>True where a fragment is not listed yet, and one that is listed may have announced it.</summary>
    public bool Announces(PublishedStreamIndex index, long time) =>
        IsLive && time > index.LastTime && time <= index.LastTime + LookAhead * index.LongestDuration;

    /// <summary>Converts ticks of the manifest.</summary>
    public TimeSpan ToTime(long ticks) =>
        TimeScale > 0 ? TimeSpan.FromTicks((long)((Int128)ticks * TimeSpan.TicksPerSecond / TimeScale)) : TimeSpan.Zero;

    internal static long? Number(XElement element, string name) =>
        long.TryParse((string?)element.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
