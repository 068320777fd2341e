using System.Xml.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Repairs;

/// <summary>
/// What a live group of ours played before its decoder configuration changed: its manifest lists the latest configuration alone, and the
/// manifests of its parts have the others. A recording lists everything, under the first one.
/// </summary>
internal sealed class EarlierEpochs
{
    // The elements of the group, each with the one of the first part.
    private readonly List<(XElement Own, PublishedStreamIndex Index, XElement Element)> _first;

    private EarlierEpochs(ManifestSource first, ManifestSource old) =>
        _first = [.. old.Indexes.Zip(first.Indexes, (own, other) => (own.Element, other.Index, other.Element))];

    /// <summary>Finds the parts that go on with each other.</summary>
    /// <param name="old">The group's manifest; null where it is broken.</param>
    /// <param name="parts">The manifests of its parts, oldest first.</param>
    /// <returns>Null where there are none, where the group is a recording, or where no one manifest can list them.</returns>
    public static EarlierEpochs? Of(ManifestSource? old, IEnumerable<ManifestSource> parts)
    {
        if (old is not { Manifest.IsLive: true })
        {
            return null;
        }

        List<ManifestSource> earlier = [.. parts.Where(part => part.Manifest.StreamIndexes.All(index => index.Count > 0))];
        return earlier.Count > 0 && earlier.TrueForAll(part => IsAlike(part.Manifest, old.Manifest)) ? new EarlierEpochs(earlier[0], old) : null;
    }

    /// <summary>Where the first part begins, in ticks.</summary>
    /// <param name="index">The StreamIndex of the group.</param>
    public long? BeginOf(XElement index) => _first.Find(first => first.Own == index).Index?.Start;

    /// <summary>Gives the renditions the configurations that they began with; those that the first part had not keep theirs.</summary>
    public void Apply()
    {
        foreach ((XElement own, _, XElement first) in _first)
        {
            foreach (XElement level in ManifestElements.LevelsOf(own).ToList())
            {
                if (ManifestElements.LevelsOf(first).FirstOrDefault(l => (string?)l.Attribute("Bitrate") == (string?)level.Attribute("Bitrate")) is { } before)
                {
                    level.ReplaceWith(new XElement(before));
                }
            }
        }
    }

    // Sound does not bring its configuration along.
    private static bool IsAlike(PublishedManifest part, PublishedManifest old) =>
        part.StreamIndexes.Select(Outline).SequenceEqual(old.StreamIndexes.Select(Outline));

    private static string Outline(PublishedStreamIndex index) => string.Join(
        '\n',
        index.Levels.Select(level => FormattableString.Invariant($"{level.Bitrate} {(index.IsAudio ? Convert.ToHexString(level.PrivateData ?? []) : "")}"))
            .Prepend(FormattableString.Invariant($"{index.Name} {index.Url.Text} {index.TimeScale}")));
}
