using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Checks;

/// <summary>A fragment as the rules see it.</summary>
/// <param name="Manifest">The manifest that lists it.</param>
/// <param name="Track">Its rendition.</param>
/// <param name="Position">Its place in the StreamIndex's list.</param>
/// <param name="Fragment">The fragment, open for reading.</param>
internal sealed record CheckedFragment(PublishedManifest Manifest, StoredTrack Track, int Position, StoredFragment Fragment)
{
    /// <summary>What the manifest says of it.</summary>
    public ListedFragment Listed => Track.Index.Fragments[Position];

    /// <summary>Where it begins.</summary>
    public TimeSpan Time => Track.Index.ToTime(Listed.Time);

    /// <summary>Notes that a rule is broken.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="message">What, and the value.</param>
    /// <param name="offset">Where in the document; null: it is about the whole.</param>
    public void Add(Findings findings, CheckRule rule, string message, long? offset = null) => findings.Add(
        rule, message, Track.Name, Time, offset is { } at ? FormattableString.Invariant($"{Fragment.Bytes.Name} at {at}") : Fragment.Bytes.Name);
}
