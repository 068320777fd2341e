using System.Runtime.CompilerServices;
using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>Says in what two groups are not alike, whoever made them, one fragment of each at a time.</summary>
/// <param name="reference">What is compared with.</param>
/// <param name="other">What is compared.</param>
internal sealed class GroupComparer(StoredGroup reference, StoredGroup other)
{
    /// <summary>Compares the manifests, and then each fragment that both list.</summary>
    /// <exception cref="MssException">NotFound, MalformedInput, SourceFailed or TimedOut: a manifest, or a place that cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<MssDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PublishedManifest first = await reference.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
        PublishedManifest second = await other.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
        foreach (MssDifference difference in ManifestComparison.Attributes("", first.Element, second.Element))
        {
            yield return difference;
        }

        foreach (Pair<PublishedStreamIndex> index in ManifestComparison.Match(first.StreamIndexes, second.StreamIndexes, i => i.Name))
        {
            foreach (MssDifference difference in ManifestComparison.Compare(index))
            {
                yield return difference;
            }

            if (index is not { Reference: { } left, Other: { } right })
            {
                continue;
            }

            HashSet<long> listed = [.. right.Fragments.Select(fragment => fragment.Time)];
            foreach (Pair<PublishedQualityLevel> level in ManifestComparison.MatchLevels(left, right).Where(pair => pair.IsBoth))
            {
                var tracks = (Left: new StoredTrack(left, level.Reference!), Right: new StoredTrack(right, level.Other!));
                foreach (ListedFragment fragment in left.Fragments.Where(fragment => listed.Contains(fragment.Time)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    using StoredDocument one = await reference.OpenFragmentAsync(tracks.Left, fragment.Time, cancellationToken).ConfigureAwait(false);
                    using StoredDocument two = await other.OpenFragmentAsync(tracks.Right, fragment.Time, cancellationToken).ConfigureAwait(false);
                    foreach (MssDifference difference in FragmentComparison.Compare(one, two))
                    {
                        yield return difference with { Track = tracks.Left.Name, Time = left.ToTime(fragment.Time) };
                    }
                }
            }
        }
    }
}
