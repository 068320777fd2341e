using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MssTools.Core.Manifests;

/// <summary>
/// A manifest with the Url templates that Smooth Streaming servers have ([MS-SSTR] 2.2.2.3), otherwise as it stands, whoever wrote it.
/// </summary>
internal static class StandardUrls
{
    private static readonly XmlWriterSettings s_format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.None,
    };

    /// <summary>Makes the manifest.</summary>
    /// <param name="manifest">The bytes of one that <see cref="ClientManifestReader"/> takes.</param>
    public static byte[] Apply(ReadOnlyMemory<byte> manifest)
    {
        using XmlReader xml = ClientManifestReader.Open(manifest);
        XElement root = XElement.Load(xml, LoadOptions.PreserveWhitespace);
        foreach (XElement index in root.Elements("StreamIndex"))
        {
            string name = (string?)index.Attribute("Name") ?? (string?)index.Attribute("Type") ?? "";
            index.SetAttributeValue("Url", $"QualityLevels({{bitrate}})/Fragments({name}={{start time}})");
        }

        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, s_format))
        {
            root.Save(writer);
        }

        return bytes.ToArray();
    }
}
