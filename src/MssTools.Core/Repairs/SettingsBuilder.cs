using System.Globalization;
using System.Xml.Linq;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>
/// Completes what a manifest says of a group: renditions that lie in its folder and that nobody lists are taken from other manifests, else
/// from the fragments themselves. What neither tells is not guessed.
/// </summary>
/// <param name="place">The group's folder.</param>
/// <param name="root">What is known; null: nothing.</param>
/// <param name="others">Other manifests of the group.</param>
internal sealed class SettingsBuilder(FolderPlace place, XElement? root, IEnumerable<ManifestSource> others)
{
    private static readonly string[] s_codec = ["FourCC", "CodecPrivateData", "MaxWidth", "MaxHeight", "SamplingRate", "Channels", "AudioTag", "WaveFormatEx"];

    private readonly HashSet<string> _used = [];
    private readonly HashSet<XElement> _placed = [];

    /// <summary>What is known by now; null: still nothing.</summary>
    public XElement? Root { get; private set; } = root;

    /// <summary>Where it was taken from: full paths.</summary>
    public IReadOnlyCollection<string> Used => _used;

    /// <summary>Adds a rendition that the manifest does not list.</summary>
    /// <param name="known">The rendition.</param>
    /// <param name="files">Paths of its fragments, by time.</param>
    /// <param name="path">Path of a whole one of them.</param>
    /// <exception cref="MssException">
    /// NotFound: nothing tells how it is to be decoded; Unsupported: nothing tells what its times are counted in.
    /// </exception>
    public void Add(KnownPlace known, IReadOnlyDictionary<long, string> files, string path)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (Root is not null && Find(Root, known) is { } own)
        {
            Place(own.Index, known);
            return;
        }

        (XElement Index, XElement Level) found = FindElsewhere(known, files) ?? Derive(known, path);
        XElement index = IndexFor(found.Index);
        Place(index, known);
        XElement? last = ManifestElements.LevelsOf(index).LastOrDefault();
        if (last is null)
        {
            index.AddFirst(new XElement(found.Level));
        }
        else
        {
            last.AddAfterSelf(new XElement(found.Level));
        }
    }

    /// <summary>Replaces what a QualityLevel says of its codec where no decoder can be configured by it.</summary>
    /// <param name="track">The rendition.</param>
    /// <returns>Where it is taken from; null where nothing tells it.</returns>
    public string? MendCodec(RepairTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        foreach (ManifestSource other in others)
        {
            if (other.Find(track.Index) is not var (index, element) || !CopyCheck.IsOf(place, other.Name, index, track.Files))
            {
                continue;
            }

            int position = index.Levels.ToList().FindIndex(level => level.Bitrate == track.Stored.Level.Bitrate);
            if (position >= 0 && ConfigCheck.IsUsable(new StoredTrack(index, index.Levels[position])))
            {
                XElement level = ManifestElements.LevelsOf(element).ElementAt(position);
                Array.ForEach(s_codec, name => track.Level.SetAttributeValue(name, (string?)level.Attribute(name)));
                _used.Add(other.Name);
                return other.Name;
            }
        }

        if (!track.Stored.Index.IsVideo || track.Whole.Count == 0 || InBandConfig.Read(place, track.Files[track.Whole.Keys.Min()]) is not { } config)
        {
            return null;
        }

        track.Level.SetAttributeValue("CodecPrivateData", Convert.ToHexString(config.PrivateData.Span));
        track.Level.SetAttributeValue("MaxWidth", config.Width);
        track.Level.SetAttributeValue("MaxHeight", config.Height);
        _used.Add(place.Folder);
        return place.Folder;
    }

    // Who lies elsewhere than the first of a StreamIndex is not found there.
    private void Place(XElement index, KnownPlace known)
    {
        if (_placed.Add(index))
        {
            index.SetAttributeValue("Url", known.Url);
        }
    }

    private (XElement Index, XElement Level)? FindElsewhere(KnownPlace known, IReadOnlyDictionary<long, string> files)
    {
        foreach (ManifestSource other in others)
        {
            if (Find(other.Root, known) is { } found && CopyCheck.IsOf(place, other.Name, other.Indexes.First(i => i.Element == found.Index).Index, files))
            {
                _used.Add(other.Name);
                Root ??= new XElement(other.Root.Name, other.Root.Attributes(), other.Root.Elements().Except(ManifestElements.IndexesOf(other.Root)));
                return found;
            }
        }

        return null;
    }

    // A rendition that was split off is called otherwise than the folders that it is in; its address is not. Of several it is the one with
    // this address, or nothing tells which one it is.
    private static (XElement Index, XElement Level)? Find(XElement root, KnownPlace known)
    {
        string bitrate = known.Bitrate.ToString(CultureInfo.InvariantCulture);
        var found = ManifestElements.IndexesOf(root)
            .Where(index => !ManifestElements.IsSparse(index) && (ManifestElements.NameOf(index) == known.Content || IsAt(index, known)))
            .SelectMany(index => ManifestElements.LevelsOf(index).Where(level => (string?)level.Attribute("Bitrate") == bitrate).Take(1), (index, level) => (index, level))
            .ToList();
        if (found.Count > 1)
        {
            found.RemoveAll(one => !IsAt(one.index, known));
        }

        return found.Count == 1 ? found[0] : null;
    }

    private static bool IsAt(XElement index, KnownPlace known) => (string?)index.Attribute("Url") == known.Url;

    private (XElement Index, XElement Level) Derive(KnownPlace known, string path)
    {
        AvcConfig config = InBandConfig.Read(place, path)
            ?? throw new MssException(
                MssError.NotFound,
                $"Nothing tells how '{known.Name}' in '{place.Folder}' is to be decoded: its fragments do not say it, and no manifest is left that does.",
                "Give -From with another manifest of this group: of its mirror, or an older copy.");
        _used.Add(place.Folder);
        int timeScale = Root is null
            ? DerivedTimeScale.Of(place, path, known)
            : (int)(ManifestElement.NumberOf((string?)Root.Attribute("TimeScale")) ?? PublishedManifest.DefaultTimeScale);
        var index = new StreamIndex(
            MediaKind.Video, known.Content, known.Url, [new QualityLevel(known.Bitrate, config)], [new FragmentTime(0, Timescale.Ticks)]);
        XElement document = ManifestElements.Read(ClientManifestWriter.Write(new ClientManifest(timeScale, IsLive: false, 0, 0, [index])), out _)!;
        Root ??= new XElement(document.Name, document.Attributes());
        XElement element = ManifestElements.IndexesOf(document).First();
        return (element, ManifestElements.LevelsOf(element).First());
    }

    // The one of that name, or a copy of it without renditions: pictures before sound, as every manifest has them.
    private XElement IndexFor(XElement model)
    {
        if (ManifestElements.IndexesOf(Root!).FirstOrDefault(i => ManifestElements.NameOf(i) == ManifestElements.NameOf(model)) is { } own)
        {
            return own;
        }

        var index = new XElement(model.Name, model.Attributes(), model.Elements().Except(ManifestElements.LevelsOf(model)));
        if (ManifestElements.IndexesOf(Root!).LastOrDefault(i => OrderOf(i) <= OrderOf(index)) is { } before)
        {
            before.AddAfterSelf(index);
        }
        else if (ManifestElements.IndexesOf(Root!).FirstOrDefault() is { } first)
        {
            first.AddBeforeSelf(index);
        }
        else
        {
            Root!.Add(index);
        }

        return index;
    }

    private static int OrderOf(XElement index) => ((string?)index.Attribute("Type"))?.ToUpperInvariant() switch
    {
        "VIDEO" => 0,
        "AUDIO" => 1,
        _ => 2,
    };
}
