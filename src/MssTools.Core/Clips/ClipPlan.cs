using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Clips;

/// <summary>What a clip has of a group, before anything is written.</summary>
/// <param name="Source">The group.</param>
/// <param name="Range">The stretch.</param>
/// <param name="Whole">All that the clip has, with the group's times.</param>
/// <param name="Parts">What each decoder configuration plays, where there are several; else empty.</param>
/// <param name="Shift">What is taken off all times in 100 ns ticks: whole milliseconds.</param>
/// <param name="Warnings">What the user should know.</param>
internal sealed record ClipPlan(
    ClipSource Source, ClipRange Range, ClientManifest Whole, IReadOnlyList<ClientManifest> Parts, long Shift, IReadOnlyList<string> Warnings)
{
    /// <summary>Finds out what the clip has.</summary>
    /// <exception cref="MssException">
    /// As of <see cref="ClipRange.Of"/>; Unsupported: the group changes within the stretch so that no one manifest can list it.
    /// </exception>
    public static ClipPlan Make(ClipDefinition definition, ClipSource source)
    {
        ArgumentNullException.ThrowIfNull(definition);
        List<string> warnings = [];
        List<FragmentTime> cuts = Join(source.Epochs.Select(epoch => epoch.StreamIndexes[0].Fragments));
        var range = ClipRange.Of(definition, cuts, warnings);
        List<ClientManifest> inside = [.. source.Epochs.Select(epoch => Within(epoch, range)).Where(epoch => epoch.StreamIndexes.Count > 0)];
        ClientManifest whole = inside[0] with { StreamIndexes = Merge(inside, range) };
        foreach (string name in source.Epochs.SelectMany(e => e.StreamIndexes).Select(i => i.Name).Except(whole.StreamIndexes.Select(i => i.Name)))
        {
            warnings.Add($"'{name}' has nothing in this stretch of the group; the clip is without.");
        }

        if (inside.Count > 1)
        {
            warnings.Add(
                $"The decoder configuration changes within the clip, {inside.Count - 1} times. Its manifest lists everything; players that do "
                + $"not follow such changes need the {inside.Count} further manifests, each of which lists one configuration.");
        }

        long first = whole.StreamIndexes.Min(index => index.Fragments[0].Time);
        return new ClipPlan(
            source, range, whole, inside.Count > 1 ? inside : [], definition.KeepTime ? 0 : first - first % Timescale.Millisecond, warnings);
    }

    /// <summary>The fragments to store, oldest first: those will be deleted first.</summary>
    public IEnumerable<ClipFragment> Fragments() => Whole.StreamIndexes
        .SelectMany(index => index.Fragments.SelectMany(time => index.QualityLevels.Select(level => new ClipFragment(index, level, time))))
        .OrderBy(fragment => fragment.Time.Time);

    /// <summary>A manifest as the clip has it: its times shifted, and nothing to come.</summary>
    public ClientManifest Recorded(ClientManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new ClientManifest(
            manifest.TimeScale,
            IsLive: false,
            LookAheadFragmentCount: 0,
            DvrWindow: 0,
            [.. manifest.StreamIndexes.Select(index => index with { Fragments = [.. index.Fragments.Select(Shifted)] })]);
    }

    /// <summary>Opens a fragment of the group.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="done">What is done with the stretch: <c>saved</c>.</param>
    /// <exception cref="MssException">NotFound: it is gone; SourceFailed, AccessDenied or MalformedInput.</exception>
    public OpenFragment Open(ClipFragment fragment, string done)
    {
        GroupLayout layout = Source.Layout;
        string path = layout.PathOf(GroupLayout.ContentOf(fragment.Index), fragment.Level.Bitrate, fragment.Time.Time);
        try
        {
            return Source.Place.Open(path, layout.ToTimeScale(fragment.Time.Time));
        }
        catch (MssException failure) when (failure.Code == MssError.NotFound)
        {
            TimeSpan start = TimeSpan.FromTicks(fragment.Time.Time - Range.GroupStart);
            throw new MssException(
                MssError.NotFound,
                $"'{Source.Place.PathOf(path)}' is gone, {start:c} behind the beginning of the group: it was deleted, or left the rolling window before it was {done}. "
                + $"Nothing was {done}.",
                "Give a later -From, or a shorter -Last.",
                failure);
        }
    }

    /// <summary>A time of the group as the clip has it.</summary>
    public FragmentTime Shifted(FragmentTime time) => time with { Time = time.Time - Shift };

    private static ClientManifest Within(ClientManifest epoch, ClipRange range) => epoch with
    {
        StreamIndexes =
        [
            .. epoch.StreamIndexes.Select(index => index with { Fragments = [.. index.Fragments.Where(range.Has)] })
                .Where(index => index.Fragments.Count > 0),
        ],
    };

    private static List<StreamIndex> Merge(List<ClientManifest> epochs, ClipRange range)
    {
        List<StreamIndex> merged = [];
        foreach (StreamIndex index in epochs.SelectMany(epoch => epoch.StreamIndexes))
        {
            int known = merged.FindIndex(other => other.Name == index.Name);
            if (known < 0)
            {
                merged.Insert(merged.FindLastIndex(other => other.Kind <= index.Kind) + 1, index);
                continue;
            }

            RefuseOtherTracks(merged[known], index, range);
            merged[known] = merged[known] with { Fragments = Join([merged[known].Fragments, index.Fragments]) };
        }

        return merged;
    }

    // Pictures bring their parameter sets along; nothing in a fragment of sound says how it is to be decoded.
    private static void RefuseOtherTracks(StreamIndex before, StreamIndex after, ClipRange range)
    {
        bool isSame = before.QualityLevels.Select(level => level.Bitrate).SequenceEqual(after.QualityLevels.Select(level => level.Bitrate))
            && (before.Kind == MediaKind.Video || before.QualityLevels.Zip(after.QualityLevels).All(pair => pair.First.Config.IsSameAs(pair.Second.Config)));
        if (!isSame)
        {
            throw Refused(before.Name, after.Fragments[0].Time, range, "has other renditions, or sound of another format");
        }
    }

    /// <summary>The error for a change that no one manifest can list.</summary>
    public static MssException Refused(string name, long time, ClipRange range, string reason) => new(
        MssError.Unsupported,
        $"From {TimeSpan.FromTicks(time - range.GroupStart):c} after the beginning of the group on, '{name}' {reason}: one manifest cannot list "
            + "both.",
        $"Save two clips: one with -To {TimeSpan.FromTicks(time - range.GroupStart):c}, one with that -From.");

    private static List<FragmentTime> Join(IEnumerable<IEnumerable<FragmentTime>> lists) =>
        [.. lists.SelectMany(list => list).DistinctBy(fragment => fragment.Time).OrderBy(fragment => fragment.Time)];
}
