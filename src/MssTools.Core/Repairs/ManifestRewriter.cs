using System.Text;
using System.Xml;
using System.Xml.Linq;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Repairs;

/// <summary>
/// Writes a manifest again as a recording, in the form of <see cref="ClientManifestWriter"/>: everything that it says is kept but its rows,
/// what counts them, and what only a live one says.
/// </summary>
internal static class ManifestRewriter
{
    /// <summary>A Duration that is so near to what is listed, in seconds, was rounded elsewhere.</summary>
    private const double Rounding = 0.002;

    private static readonly string[] s_live = ["IsLive", "LookAheadFragmentCount", "LookaheadCount", "DVRWindowLength", "CanSeek", "CanPause"];

    private static readonly XmlWriterSettings s_format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>Makes the bytes.</summary>
    /// <param name="root">What the manifest says; changed to what is written.</param>
    /// <param name="rows">The rows of each StreamIndex that is not sparse, oldest first, at least one.</param>
    public static byte[] Write(XElement root, IReadOnlyDictionary<XElement, IReadOnlyList<RepairRow>> rows)
    {
        MakeRecording(root, rows);
        foreach ((XElement index, IReadOnlyList<RepairRow> own) in rows)
        {
            Count(index, own.Count);
        }

        return Serialize(root, rows);
    }

    /// <summary>The elements as bytes, for those that read a manifest.</summary>
    public static byte[] Serialize(XElement root, IReadOnlyDictionary<XElement, IReadOnlyList<RepairRow>> rows)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_format))
        {
            Start(xml, root);
            foreach (XElement child in root.Elements())
            {
                if (rows.TryGetValue(child, out IReadOnlyList<RepairRow>? own))
                {
                    WriteIndex(xml, child, own);
                }
                else
                {
                    child.WriteTo(xml);
                }
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    /// <summary>What a manifest says of being live, as names of attributes.</summary>
    public static IEnumerable<string> LiveAttributesOf(XElement root) =>
        "TRUE".Equals((string?)root.Attribute("IsLive"), StringComparison.OrdinalIgnoreCase)
            ? s_live.Where(name => root.Attribute(name) is not null)
            : [];

    private static void MakeRecording(XElement root, IReadOnlyDictionary<XElement, IReadOnlyList<RepairRow>> rows)
    {
        foreach (string name in LiveAttributesOf(root).ToList())
        {
            root.SetAttributeValue(name, null);
        }

        long timeScale = ScaleOf(root) ?? PublishedManifest.DefaultTimeScale;
        var spans = rows.Select(pair => (Scale: ScaleOf(pair.Key) ?? timeScale, Rows: pair.Value)).ToList();
        long duration = spans.Max(span => Timescale.Rescale(span.Rows[^1].End, span.Scale, timeScale))
            - spans.Min(span => Timescale.Rescale(span.Rows[0].Time, span.Scale, timeScale));
        if (ManifestElement.NumberOf((string?)root.Attribute("Duration")) is not { } stated
            || Math.Abs((double)stated - duration) / timeScale > Rounding)
        {
            root.SetAttributeValue("Duration", duration);
        }
    }

    // A packager that does not count does not begin to.
    private static void Count(XElement index, int rows)
    {
        List<XElement> levels = [.. ManifestElements.LevelsOf(index)];
        Replace(index, "Chunks", rows);
        Replace(index, "QualityLevels", levels.Count);
        for (int i = 0; i < levels.Count; i++)
        {
            Replace(levels[i], "Index", i);
        }
    }

    private static void Replace(XElement element, string name, int value) => element.Attribute(name)?.SetValue(value);

    private static long? ScaleOf(XElement element) =>
        ManifestElement.NumberOf((string?)element.Attribute("TimeScale")) is { } scale and > 0 ? scale : null;

    private static void WriteIndex(XmlWriter xml, XElement index, IReadOnlyList<RepairRow> rows)
    {
        Start(xml, index);
        foreach (XElement child in index.Elements())
        {
            child.WriteTo(xml);
        }

        foreach (RepairRow row in rows)
        {
            xml.WriteStartElement("c", index.Name.NamespaceName);
            Write(xml, "t", row.Time);
            Write(xml, "d", row.Duration);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, XElement element)
    {
        xml.WriteStartElement(element.Name.LocalName, element.Name.NamespaceName);
        foreach (XAttribute attribute in element.Attributes())
        {
            xml.WriteAttributeString(attribute.Name.LocalName, attribute.Name.NamespaceName, attribute.Value);
        }
    }

    private static void Write(XmlWriter xml, string name, long value)
    {
        xml.WriteStartAttribute(name);
        xml.WriteValue(value);
        xml.WriteEndAttribute();
    }
}
