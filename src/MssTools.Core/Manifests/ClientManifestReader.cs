using System.Runtime.InteropServices;
using System.Xml;

namespace MssTools.Core.Manifests;

/// <summary>
/// Reads any Smooth Streaming client manifest ([MS-SSTR] 2.2.2), whoever wrote it: what is missing gets its default, what is unknown is
/// kept or passed over, what is wrong is kept as it stands. What the model needs of a manifest of ours: <see cref="OwnManifest"/>.
/// </summary>
internal static class ClientManifestReader
{
    /// <summary>Largest manifest in bytes, and in characters.</summary>
    public const int LargestManifest = 64 * 1024 * 1024;

    /// <summary>Most fragments that all lists of a manifest may have, repeats spelled out.</summary>
    public const int MostFragments = 4_000_000;

    /// <summary>Most elements that a manifest may have beside its fragments.</summary>
    public const int MostElements = 10_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MssException">MalformedInput: it is no manifest, with the parser's reason.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PublishedManifest Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        if (file.Length > LargestManifest)
        {
            throw NoManifest(path, $"it has {file.Length} bytes, {LargestManifest} are taken.");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Read(bytes, path);
    }

    /// <summary>Reads the bytes of a manifest.</summary>
    /// <param name="bytes">UTF-8 or UTF-16.</param>
    /// <param name="name">Where they come from, for messages.</param>
    /// <exception cref="MssException">MalformedInput: they are no manifest, with the parser's reason.</exception>
    public static PublishedManifest Read(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.Length > LargestManifest)
        {
            throw NoManifest(name, $"it has {bytes.Length} bytes, {LargestManifest} are taken.");
        }

        try
        {
            using XmlReader xml = Open(bytes);
            xml.MoveToContent();
            return xml.LocalName == "SmoothStreamingMedia"
                ? new Reading(xml).ReadRoot()
                : throw new FormatException($"The root element is {xml.Name}.");
        }
        catch (Exception failure) when (failure is XmlException or FormatException or OverflowException)
        {
            throw NoManifest(name, failure.Message, failure);
        }
    }

    /// <summary>Opens the XML with every limit that a stranger's needs.</summary>
    internal static XmlReader Open(ReadOnlyMemory<byte> bytes)
    {
        Stream stream = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        return XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = LargestManifest,
            CloseInput = true,
        });
    }

    private static MssException NoManifest(string name, string reason, Exception? failure = null) => new(
        MssError.MalformedInput,
        $"'{name}' is no Smooth Streaming manifest: {reason}",
        innerException: failure);

    // One pass over the document. Whatever has a limit is counted here.
    private sealed class Reading(XmlReader xml)
    {
        private readonly List<ManifestElement> _unknown = [];
        private readonly HashSet<string> _unknownNames = new(StringComparer.Ordinal);
        private int _elements;
        private int _fragments;

        public PublishedManifest ReadRoot()
        {
            ManifestElement root = Element();
            var indexes = new List<(ManifestElement Element, List<PublishedQualityLevel> Levels, List<ListedFragment> Fragments)>();
            List<ProtectionHeader> protection = [];
            foreach (string name in Children())
            {
                switch (name)
                {
                    case "StreamIndex":
                        indexes.Add(ReadStreamIndex());
                        break;
                    case "Protection":
                        ReadProtection(protection);
                        break;
                    default:
                        Pass();
                        break;
                }
            }

            long timeScale = root.Number("TimeScale") ?? PublishedManifest.DefaultTimeScale;
            return new PublishedManifest(
                root,
                [.. indexes.Select(i => new PublishedStreamIndex(i.Element, i.Element.Number("TimeScale") ?? timeScale, i.Levels, i.Fragments))],
                protection,
                _unknown);
        }

        private (ManifestElement Element, List<PublishedQualityLevel> Levels, List<ListedFragment> Fragments) ReadStreamIndex()
        {
            ManifestElement element = Element();
            List<PublishedQualityLevel> levels = [];
            var fragments = new FragmentListReader();
            foreach (string name in Children())
            {
                switch (name)
                {
                    case "QualityLevel":
                        levels.Add(ReadQualityLevel());
                        break;
                    case "c":
                        ReadFragment(fragments);
                        break;
                    default:
                        Pass();
                        break;
                }
            }

            return (element, levels, fragments.List);
        }

        private void ReadFragment(FragmentListReader fragments)
        {
            int line = Line();
            (string? n, string? t, string? d, string? r) =
                (xml.GetAttribute("n"), xml.GetAttribute("t"), xml.GetAttribute("d"), xml.GetAttribute("r"));
            bool isEmbedded = false;
            foreach (string name in Children())
            {
                isEmbedded |= name == "f";
                xml.Skip();
            }

            int before = fragments.List.Count;
            fragments.Add(line, n, t, d, r, isEmbedded, MostFragments - _fragments);
            _fragments += fragments.List.Count - before;
        }

        private PublishedQualityLevel ReadQualityLevel()
        {
            ManifestElement element = Element();
            List<KeyValuePair<string, string>> custom = [];
            foreach (string name in Children())
            {
                if (name != "CustomAttributes")
                {
                    Pass();
                    continue;
                }

                Count();
                foreach (string inner in Children())
                {
                    if (inner == "Attribute")
                    {
                        Count();
                        custom.Add(new(xml.GetAttribute("Name") ?? "", xml.GetAttribute("Value") ?? ""));
                        xml.Skip();
                    }
                    else
                    {
                        Pass();
                    }
                }
            }

            return new PublishedQualityLevel(element, custom);
        }

        private void ReadProtection(List<ProtectionHeader> protection)
        {
            Count();
            foreach (string name in Children())
            {
                if (name == "ProtectionHeader")
                {
                    ManifestElement header = Element();
                    protection.Add(new ProtectionHeader(header, xml.ReadElementContentAsString()));
                }
                else
                {
                    Pass();
                }
            }
        }

        // The child elements of the current one. Whoever takes a child moves the reader behind it.
        private IEnumerable<string> Children()
        {
            if (xml.IsEmptyElement)
            {
                xml.Read();
                yield break;
            }

            int depth = xml.Depth + 1;
            xml.Read();
            while (!(xml.NodeType == XmlNodeType.EndElement && xml.Depth < depth))
            {
                if (xml.NodeType == XmlNodeType.Element)
                {
                    yield return xml.LocalName;
                }
                else if (!xml.Read())
                {
                    throw new FormatException("The document ends too early.");
                }
            }

            xml.Read();
        }

        private void Pass()
        {
            if (_unknownNames.Add(xml.LocalName))
            {
                _unknown.Add(Element());
            }

            xml.Skip();
        }

        private ManifestElement Element()
        {
            Count();
            int line = Line();
            string name = xml.LocalName;
            var attributes = new KeyValuePair<string, string>[xml.AttributeCount];
            for (int i = 0; i < attributes.Length; i++)
            {
                xml.MoveToAttribute(i);
                attributes[i] = new(xml.Name, xml.Value);
            }

            xml.MoveToElement();
            return new ManifestElement(name, line, attributes);
        }

        private void Count()
        {
            if (++_elements > MostElements)
            {
                throw new FormatException($"It has more than {MostElements} elements beside its fragments.");
            }
        }

        private int Line() => ((IXmlLineInfo)xml).LineNumber;
    }
}
