using System.Text;
using System.Xml;
using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>
/// The XML of a client manifest, in the form that the strictest known clients take: every time spelled out, no
/// repeats, FourCC everywhere, booleans in upper case, UTF-8 without a byte order mark.
/// </summary>
internal static class ClientManifestWriter
{
    private static readonly XmlWriterSettings s_format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>Makes the bytes of the manifest.</summary>
    public static byte[] Write(ClientManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_format))
        {
            xml.WriteStartElement("SmoothStreamingMedia");
            Write(xml, "MajorVersion", 2);
            Write(xml, "MinorVersion", 0);
            Write(xml, "TimeScale", manifest.TimeScale);
            Write(xml, "Duration", manifest.IsLive ? 0 : Scale(manifest, manifest.Duration));
            if (manifest.IsLive)
            {
                // VLC takes nothing but upper case TRUE; IIS, GStreamer and VLC read this spelling of LookaheadCount.
                xml.WriteAttributeString("IsLive", "TRUE");
                Write(xml, "LookAheadFragmentCount", manifest.LookAheadFragmentCount);
                Write(xml, "DVRWindowLength", Scale(manifest, manifest.DvrWindow));
                xml.WriteAttributeString("CanSeek", "TRUE");
                xml.WriteAttributeString("CanPause", "TRUE");
            }

            foreach (StreamIndex index in manifest.StreamIndexes)
            {
                WriteStreamIndex(xml, manifest, index);
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void WriteStreamIndex(XmlWriter xml, ClientManifest manifest, StreamIndex index)
    {
        xml.WriteStartElement("StreamIndex");
        xml.WriteAttributeString("Type", Content.NameOf(index.Kind));
        xml.WriteAttributeString("Name", index.Name);
        if (index.Language is not null)
        {
            xml.WriteAttributeString("Language", index.Language);
        }

        Write(xml, "TimeScale", manifest.TimeScale);
        Write(xml, "Chunks", index.Fragments.Count);
        Write(xml, "QualityLevels", index.QualityLevels.Count);
        xml.WriteAttributeString("Url", index.Url);
        for (int i = 0; i < index.QualityLevels.Count; i++)
        {
            WriteQualityLevel(xml, i, index.QualityLevels[i]);
        }

        foreach (FragmentTime fragment in index.Fragments)
        {
            long start = Scale(manifest, fragment.Time);
            xml.WriteStartElement("c");
            Write(xml, "t", start);
            Write(xml, "d", Scale(manifest, fragment.End) - start);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteQualityLevel(XmlWriter xml, int index, QualityLevel level)
    {
        xml.WriteStartElement("QualityLevel");
        Write(xml, "Index", index);
        Write(xml, "Bitrate", level.Bitrate);
        xml.WriteAttributeString("FourCC", level.Config.FourCC);
        foreach ((string name, long value) in level.Config.LevelAttributes)
        {
            Write(xml, name, value);
        }

        xml.WriteAttributeString("CodecPrivateData", Convert.ToHexString(level.Config.PrivateData.Span));
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string name, long value)
    {
        xml.WriteStartAttribute(name);
        xml.WriteValue(value);
        xml.WriteEndAttribute();
    }

    private static long Scale(ClientManifest manifest, long time) => Timescale.Rescale(time, Timescale.Ticks, manifest.TimeScale);
}
