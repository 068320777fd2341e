using System.Globalization;
using System.Xml.Linq;

namespace MssTools.Integration.Tests.Reading;

/// <summary>One QualityLevel of a manifest.</summary>
internal sealed record ClientLevel(XElement Element)
{
    public string Bitrate => (string)Element.Attribute("Bitrate")!;
}

/// <summary>One StreamIndex of a manifest.</summary>
internal sealed record ClientIndex(XElement Element)
{
    public bool IsVideo => (string)Element.Attribute("Type")! == "video";

    public string Name => (string)Element.Attribute("Name")!;

    public IReadOnlyList<ClientLevel> Levels { get; } = [.. Element.Elements("QualityLevel").Select(e => new ClientLevel(e))];

    public IReadOnlyList<(long Time, long Duration)> Rows { get; } =
        [.. Element.Elements("c").Select(c => ((long)c.Attribute("t")!, (long)c.Attribute("d")!))];
}

/// <summary>A group as a client sees it: the manifest, and what its URLs stand for.</summary>
internal sealed class ClientGroup
{
    private readonly string _folder;

    private ClientGroup(string folder, byte[] manifest)
    {
        (_folder, Manifest) = (folder, manifest);
        using var stream = new MemoryStream(manifest);
        Root = XElement.Load(stream);
        Indexes = [.. Root.Elements("StreamIndex").Select(e => new ClientIndex(e))];
    }

    /// <summary>The bytes of the manifest.</summary>
    public byte[] Manifest { get; }

    public XElement Root { get; }

    public IReadOnlyList<ClientIndex> Indexes { get; }

    public bool IsLive => Root.Attribute("IsLive") is not null;

    public long TimeScale => (long)Root.Attribute("TimeScale")!;

    public ClientIndex Video => Indexes.First(i => i.Name == "video");

    public ClientIndex Audio => Indexes.First(i => i.Name == "audio");

    /// <summary>Reads the manifest of a group's folder.</summary>
    public static ClientGroup Load(string folder, string manifest = "manifest.ismc") =>
        new(folder, File.ReadAllBytes(Path.Join(folder, manifest)));

    /// <summary>Full path of the file that a player gets for a fragment.</summary>
    public string PathOf(ClientIndex index, ClientLevel level, long time) => Path.Join(_folder, Uri.UnescapeDataString(
        ((string)index.Element.Attribute("Url")!)
            .Replace("{bitrate}", level.Bitrate, StringComparison.Ordinal)
            .Replace("{start time}", time.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    /// <summary>The fragments of a quality level, in order.</summary>
    public IReadOnlyList<ClientFragment> FragmentsOf(ClientIndex index, ClientLevel level) =>
        [.. index.Rows.Select(row => ClientFragment.Parse(File.ReadAllBytes(PathOf(index, level, row.Time)), index.IsVideo))];

    /// <summary>The samples of a quality level, in order.</summary>
    public IReadOnlyList<ClientSample> SamplesOf(ClientIndex index, ClientLevel level) =>
        [.. FragmentsOf(index, level).SelectMany(f => f.Samples)];
}
