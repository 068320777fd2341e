using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Manifests;

/// <summary>
/// Reads server manifests and StreamManifests, whoever wrote them: names in any case, attributes and params alike, with or without the
/// namespace.
/// </summary>
internal static class SmilReader
{
    /// <summary>Largest document in bytes.</summary>
    public const int LargestDocument = 1024 * 1024;

    /// <summary>Most tracks, or streams, that a document may name.</summary>
    public const int MostTracks = 256;

    // Settings that have a place of their own.
    private static readonly FrozenSet<string> s_own =
        FrozenSet.ToFrozenSet(["src", "systemBitrate", "systemLanguage", "trackID", "trackName", "timescale", "FourCC", "CodecPrivateData"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a server manifest.</summary>
    /// <param name="bytes">UTF-8 or UTF-16.</param>
    /// <param name="name">Where they come from, for messages.</param>
    /// <exception cref="MssException">MalformedInput: it is none, or lacks what it must have.</exception>
    public static ServerManifest Read(ReadOnlyMemory<byte> bytes, string name)
    {
        XElement root = ReadRoot(bytes, name);
        XElement? client = root.Descendants().FirstOrDefault(element =>
            Is(element, "meta") && "clientManifestRelativePath".Equals(Attribute(element, "name"), StringComparison.OrdinalIgnoreCase));
        List<XElement> tracks = [.. root.Descendants().Where(e => Is(e, "video") || Is(e, "audio") || Is(e, "textstream"))];
        Limit(tracks.Count, name);
        return new ServerManifest([.. tracks.Select(track => ReadTrack(track, name))], client is null ? null : Attribute(client, "content"));
    }

    /// <summary>Reads a StreamManifest.</summary>
    /// <returns>What each stream is addressed by: <c>Streams(id)</c>.</returns>
    /// <exception cref="MssException">MalformedInput: it is none.</exception>
    public static IReadOnlyList<string> ReadStreamManifest(ReadOnlyMemory<byte> bytes, string name)
    {
        List<XElement> streams = [.. ReadRoot(bytes, name).Descendants().Where(element => Is(element, "ref"))];
        Limit(streams.Count, name);
        return [.. streams.Select(stream => Attribute(stream, "src") ?? throw Malformed(name, "a ref has no src."))];
    }

    private static XElement ReadRoot(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.Length > LargestDocument)
        {
            throw Malformed(name, $"it has {bytes.Length} bytes, {LargestDocument} are taken.");
        }

        try
        {
            // Some senders end UTF-8 as in C; in UTF-16 such a byte is half a letter.
            using XmlReader xml = ClientManifestReader.Open(bytes.Span is [not 0, < 0xfe, ..] and not [_, 0, ..] ? bytes.TrimEnd((byte)0) : bytes);
            XElement root = XDocument.Load(xml).Root!;
            return Is(root, "smil") ? root : throw Malformed(name, $"the root element is {ForeignText.Value(root.Name.LocalName)}.");
        }
        catch (XmlException failure)
        {
            throw Malformed(name, failure.Message, failure);
        }
    }

    private static ServerManifestTrack ReadTrack(XElement track, string name)
    {
        ILookup<string, string> settings = track.Elements().Where(element => Is(element, "param"))
            .Select(param => (Name: Attribute(param, "name") ?? "", Value: Attribute(param, "value") ?? ""))
            .Concat(track.Attributes().Select(attribute => (Name: attribute.Name.LocalName, attribute.Value)))
            .ToLookup(setting => setting.Name, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        string element = track.Name.LocalName.ToLowerInvariant();
        return new ServerManifestTrack(
            element switch { "video" => MediaKind.Video, "audio" => MediaKind.Audio, _ => null },
            Text("src") ?? "",
            Number("systemBitrate") ?? 0,
            (uint)Math.Min(Number("trackID") ?? throw Malformed(name, $"the {element} element has no trackID."), uint.MaxValue),
            Text("trackName") ?? element)
        {
            SystemLanguage = Text("systemLanguage"),
            Timescale = Number("timescale"),
            FourCC = Text("FourCC"),
            CodecPrivateData = Bytes(Text("CodecPrivateData")),
            Attributes =
            [
                .. settings.Where(s => Number(s.Key) is not null && !s_own.Contains(s.Key)).Select(s => KeyValuePair.Create(s.Key, Number(s.Key)!.Value)),
            ],
        };

        string? Text(string setting) => settings[setting].FirstOrDefault(value => value.Length > 0);

        long? Number(string setting) => ManifestElement.NumberOf(Text(setting));
    }

    private static ReadOnlyMemory<byte> Bytes(string? hex)
    {
        try
        {
            return hex is null ? default : Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            return default; // the moov tells it
        }
    }

    private static bool Is(XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Attribute(XElement element, string name) =>
        element.Attributes().FirstOrDefault(a => a.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    private static void Limit(int count, string name)
    {
        if (count > MostTracks)
        {
            throw Malformed(name, $"it names {count} tracks, {MostTracks} are taken.");
        }
    }

    private static MssException Malformed(string name, string reason, Exception? failure = null) =>
        new(MssError.MalformedInput, $"'{name}' is no server manifest: {reason}", innerException: failure);
}
