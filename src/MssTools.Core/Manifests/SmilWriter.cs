using System.Globalization;
using System.Text;
using System.Xml;
using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>The XML of server manifests and StreamManifests ([MS-SSTR] 2.2.7.2, 2.2.7.3): SMIL, in UTF-8 without a byte order mark.</summary>
internal static class SmilWriter
{
    /// <summary>The namespace of every element.</summary>
    public const string Namespace = "http://www.w3.org/2001/SMIL20/Language";

    private static readonly XmlWriterSettings s_format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>Makes the bytes of a server manifest.</summary>
    public static byte[] Write(ServerManifest manifest) => Write(xml =>
    {
        xml.WriteStartElement("head");
        WriteMeta(xml, "creator", "MssTools");
        if (manifest.ClientManifest is { } client)
        {
            WriteMeta(xml, "clientManifestRelativePath", client);
        }

        xml.WriteEndElement();
        xml.WriteStartElement("body");
        xml.WriteStartElement("switch");
        foreach (ServerManifestTrack track in manifest.Tracks)
        {
            WriteTrack(xml, track);
        }
    });

    /// <summary>Makes the bytes of a StreamManifest.</summary>
    /// <param name="streams">What each stream is addressed by: <c>Streams(id)</c>.</param>
    public static byte[] WriteStreamManifest(IEnumerable<string> streams) => Write(xml =>
    {
        xml.WriteStartElement("body");
        xml.WriteStartElement("par");
        foreach (string stream in streams)
        {
            xml.WriteStartElement("ref");
            xml.WriteAttributeString("src", stream);
            xml.WriteEndElement();
        }
    });

    private static byte[] Write(Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_format))
        {
            xml.WriteStartElement("smil", Namespace);
            content(xml);
            xml.WriteEndDocument(); // closes whatever is open
        }

        return bytes.ToArray();
    }

    private static void WriteMeta(XmlWriter xml, string name, string content)
    {
        xml.WriteStartElement("meta");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("content", content);
        xml.WriteEndElement();
    }

    private static void WriteTrack(XmlWriter xml, ServerManifestTrack track)
    {
        xml.WriteStartElement(track.Kind is { } kind ? Content.NameOf(kind) : "textstream");
        xml.WriteAttributeString("src", track.Source);
        xml.WriteAttributeString("systemBitrate", Text(track.SystemBitrate));
        if (track.SystemLanguage is { } language)
        {
            xml.WriteAttributeString("systemLanguage", language);
        }

        WriteParam(xml, "trackID", Text(track.TrackId));
        WriteParam(xml, "trackName", track.TrackName);
        if (track.Timescale is { } timescale)
        {
            WriteParam(xml, "timescale", Text(timescale));
        }

        if (track.FourCC is { } fourCC)
        {
            WriteParam(xml, "FourCC", fourCC);
            WriteParam(xml, "CodecPrivateData", Convert.ToHexString(track.CodecPrivateData.Span));
        }

        foreach ((string name, long value) in track.Attributes)
        {
            WriteParam(xml, name, Text(value));
        }

        xml.WriteEndElement();
    }

    private static void WriteParam(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("param");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteAttributeString("valuetype", "data");
        xml.WriteEndElement();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
