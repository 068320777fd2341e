using System.Xml.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Repairs;

/// <summary>
/// What a live group of ours played before its decoder configuration changed: its manifest lists the latest configuration alone, and the
/// manifests of its parts have the others. A recording lists everything, under the first one.
/// </summary>
internal sealed class EarlierEpochs
{
    private readonly ManifestSource _first;

    private EarlierEpochs(ManifestSource first) => _first = first;

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
        return earlier.Count > 0 && earlier.TrueForAll(part => IsAlike(part.Manifest, old.Manifest)) ? new EarlierEpochs(earlier[0]) : null;
    }

    /// <summary>Where the first part begins, in ticks.</summary>
    public long? BeginOf(string name) => _first.Manifest.StreamIndexes.FirstOrDefault(index => index.Name == name)?.Start;

    /// <summary>Gives the renditions the configurations that they began with.</summary>
    public void Apply(XElement root)
    {
        foreach (XElement first in ManifestElements.IndexesOf(_first.Root))
        {
            XElement index = ManifestElements.IndexesOf(root).First(i => ManifestElements.NameOf(i) == ManifestElements.NameOf(first));
            foreach (XElement level in ManifestElements.LevelsOf(index).ToList())
            {
                level.ReplaceWith(new XElement(ManifestElements.LevelsOf(first).First(l => (string?)l.Attribute("Bitrate") == (string?)level.Attribute("Bitrate"))));
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
