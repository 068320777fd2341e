using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>
/// The XML of a client manifest, in the form that the strictest known clients take: every time spelled out, no
/// repeats, FourCC everywhere, booleans in upper case, UTF-8 without a byte order mark.
/// </summary>
internal static class ClientManifestXml
{
    private const int LargestManifest = 64 * 1024 * 1024;

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

    /// <summary>Reads a manifest that <see cref="Write(ClientManifest)"/> made.</summary>
    /// <exception cref="MssException">MalformedInput: the file is none, with the parser's reason.</exception>
    public static ClientManifest Read(string path)
    {
        try
        {
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                MaxCharactersInDocument = LargestManifest,
            };
            using var xml = XmlReader.Create(path, settings);
            XElement root = XElement.Load(xml);
            if (root.Name != "SmoothStreamingMedia")
            {
                throw new FormatException($"The root element is {root.Name}.");
            }

            long timeScale = Number(root, "TimeScale");
            return new ClientManifest(
                checked((int)timeScale),
                (string?)root.Attribute("IsLive") == "TRUE",
                checked((int)((long?)root.Attribute("LookAheadFragmentCount") ?? 0)),
                Unscale(timeScale, (long?)root.Attribute("DVRWindowLength") ?? 0),
                [.. root.Elements("StreamIndex").Select(index => ReadStreamIndex(index, timeScale))]);
        }
        catch (Exception failure) when (failure is XmlException or FormatException or OverflowException)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"'{path}' is no Smooth Streaming manifest: {failure.Message}",
                "Delete the file, or choose another group name.",
                failure);
        }
    }

    private static void WriteStreamIndex(XmlWriter xml, ClientManifest manifest, StreamIndex index)
    {
        xml.WriteStartElement("StreamIndex");
        xml.WriteAttributeString("Type", Content.Of(index.Kind).Name);
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
        if (level.Config is VideoConfig video)
        {
            Write(xml, "MaxWidth", video.Width);
            Write(xml, "MaxHeight", video.Height);
            Write(xml, "NALUnitLengthField", 4);
        }
        else if (level.Config is AudioConfig audio)
        {
            Write(xml, "AudioTag", 255);
            Write(xml, "SamplingRate", audio.SamplingRate);
            Write(xml, "Channels", audio.Channels);
            Write(xml, "BitsPerSample", 16);
            Write(xml, "PacketSize", audio.Channels * 2);
        }

        xml.WriteAttributeString("CodecPrivateData", Convert.ToHexString(level.Config.PrivateData.Span));
        xml.WriteEndElement();
    }

    private static StreamIndex ReadStreamIndex(XElement element, long timeScale)
    {
        MediaKind kind = Text(element, "Type") == "video" ? MediaKind.Video : MediaKind.Audio;
        return new StreamIndex(
            kind,
            Text(element, "Name"),
            Text(element, "Url"),
            [.. element.Elements("QualityLevel").Select(level => ReadQualityLevel(level, kind))],
            [.. element.Elements("c").Select(c => ReadFragment(c, timeScale))],
            (string?)element.Attribute("Language"));
    }

    private static QualityLevel ReadQualityLevel(XElement element, MediaKind kind)
    {
        byte[] privateData = Convert.FromHexString(Text(element, "CodecPrivateData"));
        CodecConfig config = kind == MediaKind.Video
            ? new VideoConfig(privateData, (int)Number(element, "MaxWidth"), (int)Number(element, "MaxHeight"), "")
            : new AudioConfig(
                Text(element, "FourCC"), privateData, (int)Number(element, "SamplingRate"), (int)Number(element, "Channels"), 0, "");
        return new QualityLevel(Number(element, "Bitrate"), config);
    }

    private static FragmentTime ReadFragment(XElement element, long timeScale)
    {
        long time = Number(element, "t");
        long start = Unscale(timeScale, time);
        return new FragmentTime(start, Unscale(timeScale, checked(time + Number(element, "d"))) - start);
    }

    private static string Text(XElement element, string name) => (string?)element.Attribute(name)
        ?? throw new FormatException($"{element.Name} has no attribute {name}.");

    private static long Number(XElement element, string name) =>
        long.Parse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Write(XmlWriter xml, string name, long value)
    {
        xml.WriteStartAttribute(name);
        xml.WriteValue(value);
        xml.WriteEndAttribute();
    }

    private static long Scale(ClientManifest manifest, long time) => Timescale.Rescale(time, Timescale.Ticks, manifest.TimeScale);

    private static long Unscale(long timeScale, long time) => timeScale > 0
        ? Timescale.Rescale(time, timeScale, Timescale.Ticks)
        : throw new FormatException($"TimeScale is {timeScale}.");
}
