using System.Xml;
using System.Xml.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Repairs;

/// <summary>
/// A manifest as elements that can be listed anew: every attribute and every header as somebody wrote it, without the rows of pictures and
/// sound. Of a broken document it has what stands before the break.
/// </summary>
internal static class ManifestElements
{
    private const int Deepest = 16;

    // Each is looked for among those before it.
    private const int MostAttributes = 1000;

    /// <summary>Reads a document up to its end or its first fault.</summary>
    /// <param name="bytes">UTF-8 or UTF-16; anything.</param>
    /// <param name="fault">
    /// The fault, as a sentence; more elements than <see cref="ClientManifestReader"/> takes, or more than a thousand attributes of one, are a
    /// fault, too. Null: there is none.
    /// </param>
    /// <returns>The root; null where none of a manifest can be read.</returns>
    public static XElement? Read(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        XElement? root = null;
        int others = 0;
        int rows = 0;
        fault = null;
        try
        {
            using XmlReader xml = ClientManifestReader.Open(bytes);
            var open = new Stack<XElement>();
            while (fault is null && xml.Read())
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element when open.Count == 0 || (open.Count < Deepest && !IsRow(xml, open.Peek())):
                        open.TryPeek(out XElement? parent);
                        if (Excess(xml, parent, ref rows, ref others) is { } excess)
                        {
                            fault = excess;
                            break;
                        }

                        bool isEmpty = xml.IsEmptyElement;
                        XElement element = Element(xml);
                        root ??= element;
                        parent?.Add(element);
                        if (!isEmpty)
                        {
                            open.Push(element);
                        }

                        break;
                    case XmlNodeType.Element:
                        Pass(xml);
                        break;
                    case XmlNodeType.EndElement:
                        open.TryPop(out _);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA:
                        open.Peek().Add(new XText(xml.Value));
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is XmlException or ArgumentException)
        {
            fault = failure.Message; // What stands before it is what is left.
        }

        return root?.Name.LocalName == "SmoothStreamingMedia" ? root : null;
    }

    /// <summary>The StreamIndex elements of a root.</summary>
    public static IEnumerable<XElement> IndexesOf(XElement root) => root.Elements().Where(e => e.Name.LocalName == "StreamIndex");

    /// <summary>The QualityLevel elements of a StreamIndex.</summary>
    public static IEnumerable<XElement> LevelsOf(XElement index) => index.Elements().Where(e => e.Name.LocalName == "QualityLevel");

    /// <summary>What URLs call a StreamIndex.</summary>
    public static string NameOf(XElement index) => (string?)index.Attribute("Name") ?? (string?)index.Attribute("Type") ?? "";

    /// <summary>
    /// True where the rows are not those of files that follow each other: captions that have some now and then, or in the manifest itself.
    /// </summary>
    public static bool IsSparse(XElement index) => index.Attribute("ParentStreamIndex") is not null
        || "TRUE".Equals((string?)index.Attribute("ManifestOutput"), StringComparison.OrdinalIgnoreCase)
        || ((string?)index.Attribute("Type"))?.ToUpperInvariant() is not ("VIDEO" or "AUDIO");

    private static bool IsRow(XmlReader xml, XElement parent) =>
        xml.LocalName == "c" && parent.Name.LocalName == "StreamIndex" && !IsSparse(parent);

    private static string? Excess(XmlReader xml, XElement? parent, ref int rows, ref int others)
    {
        bool isExcess = IsOfRow(xml, parent) ? ++rows > ClientManifestReader.MostFragments : ++others > ClientManifestReader.MostElements;
        return isExcess ? $"It has more than {ClientManifestReader.MostElements} elements beside its fragments, or {ClientManifestReader.MostFragments} of them."
            : xml.AttributeCount > MostAttributes ? $"{ForeignText.Value(xml.LocalName)} has {xml.AttributeCount} attributes, {MostAttributes} are taken."
            : null;
    }

    // Those of sparse StreamIndexes, with what they hold: sound and pictures have theirs passed over.
    private static bool IsOfRow(XmlReader xml, XElement? parent) =>
        (xml.LocalName == "c" && parent?.Name.LocalName == "StreamIndex")
        || (parent?.Name.LocalName == "c" && parent.Parent?.Name.LocalName == "StreamIndex");

    private static XElement Element(XmlReader xml)
    {
        var element = new XElement(XName.Get(xml.LocalName, xml.NamespaceURI));
        while (xml.MoveToNextAttribute())
        {
            // Namespaces are in the names already.
            if (!xml.Name.StartsWith("xmlns", StringComparison.Ordinal))
            {
                element.SetAttributeValue(XName.Get(xml.LocalName, xml.NamespaceURI), xml.Value);
            }
        }

        xml.MoveToElement();
        return element;
    }

    // Skip would stand on the next node, and the loop reads that.
    private static void Pass(XmlReader xml)
    {
        int depth = xml.Depth;
        for (bool isOver = xml.IsEmptyElement; !isOver && xml.Read();)
        {
            isOver = xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth;
        }
    }
}
