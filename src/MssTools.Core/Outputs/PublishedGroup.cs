using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs;

/// <summary>What an earlier run of a group left at its destination, which reads it.</summary>
internal sealed class PublishedGroup
{
    private readonly GroupLayout _layout;
    private readonly ClientManifest? _manifest;

    /// <summary>Sums up what is there.</summary>
    /// <param name="layout">Names fragments, and tells the time of a name.</param>
    /// <param name="manifest">The manifest, where it is one of ours.</param>
    /// <param name="paths">Paths of the stored fragments, relative to the group's place.</param>
    /// <param name="held">What was held back when the run was suspended.</param>
    public PublishedGroup(GroupLayout layout, ClientManifest? manifest, IReadOnlyList<string> paths, IReadOnlyList<HeldFragment> held)
    {
        _layout = layout;
        _manifest = manifest;
        Held = [.. held.OrderBy(fragment => fragment.Time.Time)];
        Unlisted = [.. paths.Except(manifest?.StreamIndexes.SelectMany(PathsOf) ?? [])];
        long listed = manifest?.StreamIndexes.SelectMany(s => s.Fragments).Max(f => (long?)f.End) ?? 0;
        long stored = paths.Select(layout.TimeOf).Max() is { } last ? last + 1 : 0;
        End = Math.Max(Math.Max(listed, stored), Held.Count > 0 ? Held.Max(fragment => fragment.Time.End) : 0);
    }

    /// <summary>Sums up what is there for a run of a definition; null where there is nothing.</summary>
    /// <param name="definition">The group.</param>
    /// <param name="layout">Names fragments.</param>
    /// <param name="manifest">The manifest, where it is one of ours.</param>
    /// <param name="paths">All that the layout names, relative to the group's place.</param>
    /// <param name="open">Opens what is held back; null: it is gone.</param>
    public static PublishedGroup? Of(
        StreamDefinition definition, GroupLayout layout, ClientManifest? manifest, IReadOnlyList<string> paths, Func<string, StoredFragment?> open)
    {
        ArgumentNullException.ThrowIfNull(definition);

        // Names of another TimeScale say nothing about this one's times.
        bool sameClock = manifest is null || manifest.TimeScale == definition.TimeScale;
        ILookup<bool, string> held = paths.ToLookup(path => GroupLayout.PathOfHeld(path) is not null);
        return manifest is null && paths.Count == 0 ? null
            : sameClock
                ? new PublishedGroup(
                    layout, manifest, [.. held[false]], [.. held[true].Select(path => HeldFragment.Find(path, definition.TimeScale, open)).OfType<HeldFragment>()])
                : new PublishedGroup(layout, manifest, [], []);
    }

    /// <summary>Refuses to write where the user does not want it, or to go on with what is another group.</summary>
    /// <param name="definition">What the user wants.</param>
    /// <param name="published">What is there, of fragments and manifests of ours.</param>
    /// <param name="exists">Whether anything is there.</param>
    /// <exception cref="MssException">AlreadyExists, or InvalidSetting.</exception>
    public static void Refuse(StreamDefinition definition, PublishedGroup? published, bool exists)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (exists && !definition.OverwriteDestination && (published is null || definition.Resume != true))
        {
            throw new MssException(
                MssError.AlreadyExists,
                $"'{definition.GroupFolder}' holds fragments or a manifest of this group, and OverwriteDestination is off.",
                "Choose another group name, turn OverwriteDestination on, or give -Resume to go on with a live group.");
        }

        if (definition.Resume == true && published is not null && !published.HasDefinition(definition))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{definition.ManifestPath}' was made with other streams, bit rates or TimeScale, so it cannot be resumed.",
                "Give the same settings as before, or leave out -Resume to start anew.");
        }
    }

    /// <summary>A time on the group's timeline that no fragment has reached, in 100 ns ticks.</summary>
    public long End { get; }

    /// <summary>Fragments that wait for their successors, by time.</summary>
    public IReadOnlyList<HeldFragment> Held { get; }

    /// <summary>Stored fragments that the manifest does not list, as paths relative to the group's place.</summary>
    public IReadOnlyList<string> Unlisted { get; }

    /// <summary>
    /// True if the manifest is one that <paramref name="definition"/> would write: the same layout, number of
    /// renditions, bit rates and timescale.
    /// </summary>
    public bool HasDefinition(StreamDefinition definition) =>
        _manifest is not null
        && _manifest.TimeScale == definition.TimeScale
        && _manifest.StreamIndexes.Max(index => index.QualityLevels.Count) == definition.LocalStreamNames.Count
        && _manifest.StreamIndexes.All(index =>
            index.Url == _layout.UrlOf(GroupLayout.ContentOf(index))
            && GroupLayout.IsContent(index.Name)
            && index.QualityLevels.Count <= definition.LocalStreamNames.Count
            && definition.Bandwidths.Zip(index.QualityLevels).All(pair => pair.First == 0 || pair.First == pair.Second.Bitrate));

    /// <summary>True if a run of <paramref name="definition"/> goes on with this group instead of replacing it.</summary>
    public bool IsContinuedBy(StreamDefinition definition) =>
        definition is { IsLive: true, Resume: not false } && HasDefinition(definition);

    /// <summary>The bit rate that a rendition had, or null.</summary>
    public long? BitrateOf(Content content, int rendition) =>
        Shared(content)?.QualityLevels.ElementAtOrDefault(rendition)?.Bitrate;

    /// <summary>True if the tracks can go on under the published QualityLevels: same bit rates, same decoder configurations.</summary>
    public bool CanContinue(IReadOnlyList<RenditionTrack> tracks) =>
        _manifest is not null
        && tracks.All(track => _manifest.StreamIndexes.Any(index => index.Name == track.Track.Content.Name))
        && _manifest.StreamIndexes.All(index =>
        {
            List<RenditionTrack> own = [.. tracks.Where(t => t.Track.Content.Name == index.Name)];
            return own.Count == index.QualityLevels.Count && own.Zip(index.QualityLevels).All(pair =>
                pair.First.Bitrate == pair.Second.Bitrate
                && pair.First.Track.Config.IsSameAs(pair.Second.Config));
        });

    /// <summary>The manifest as that of a part of the group, for a run that goes on with other tracks; null: there is none.</summary>
    public ManifestPart? ToPart(string manifestName) => _manifest is null
        ? null
        : new ManifestPart(
            _layout.PartName(manifestName, _manifest.StreamIndexes.Min(s => s.Fragments[0].Time)), _manifest with { IsLive = false });

    /// <summary>The fragments that the manifest lists.</summary>
    public IReadOnlyList<FragmentTime> FragmentsOf(Content content) => Shared(content)?.Fragments ?? [];

    private IEnumerable<string> PathsOf(StreamIndex index) => index.QualityLevels.SelectMany(level =>
        index.Fragments.Select(fragment => _layout.PathOf(GroupLayout.ContentOf(index), level.Bitrate, fragment.Time)));

    private StreamIndex? Shared(Content content) =>
        _manifest?.StreamIndexes.FirstOrDefault(index => index.Name == content.Name && GroupLayout.IsContent(index.Name));
}
