using System.Reactive.Linq;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>One sample's way: the only place that knows inputs, operators and outputs.</summary>
/// <param name="definition">What the user asked for.</param>
/// <param name="writer">Makes the bytes of fragments.</param>
/// <param name="queue">The group's queue.</param>
/// <param name="sink">Where the group is stored.</param>
/// <param name="time">The clock.</param>
internal sealed class PackagingPipeline(
    StreamDefinition definition, FragmentWriter writer, SinkQueue queue, ISink sink, TimeProvider time)
{
    private readonly SoundChoice _sound = SoundChoice.Of(definition.AudioLanguages);
    private readonly int _lookAhead = definition.IsLive ? definition.LookAheadFragmentCount : 0;

    /// <summary>Packages the input of one rendition.</summary>
    /// <param name="input">The input.</param>
    /// <param name="measure">True when the bit rate was not given.</param>
    /// <param name="group">The group, as the rendition meets it.</param>
    /// <param name="live">For a live input in a live group; else null.</param>
    /// <param name="overload">For an input of a live group; else null.</param>
    /// <returns>Notices of stored fragments, on the queue's thread; the end comes after all of them.</returns>
    public IObservable<StoredFragment> Package(
        RenditionInput input,
        bool measure,
        GroupMeeting group,
        LiveRendition? live,
        Overload? overload = null)
    {
        RenditionPlan? plan = null;
        var pictures = new PictureCuts(definition.ChunkLength * Timescale.Ticks);
        Dictionary<Content, OpenRun> open = [];
        var meeting = new RenditionMeeting(
            starts =>
            {
                plan = group.Agree(starts);
                return new PlacedTracks(plan.Placement, [.. plan.Tracks.Select(t => t.Track)]);
            },
            (starts, unused) => live!.Return(starts, unused),
            (start, placement) =>
            {
                plan = group.Join(start, placement);
                return new PlacedTracks(plan.Placement, [plan.Tracks[^1].Track]);
            },
            group.Lacks,
            group.Ignored);
        TrackPatience patience = input.IsLive
            ? TrackPatience.Live(TimeSpan.FromSeconds(definition.TrackTimeout), time)
            : TrackPatience.Recorded(time);
        IObservable<Sample> rebased = input.Connections.Select(_sound.From)
            .Rebase([.. input.Described.Where(t => _sound.Takes(t.Content))], measure, patience, meeting, live?.Input);
        IObservable<Sample> paced = definition.IsLive && live is null
            ? rebased.Pace(() => plan!.Start, time, input.Stop)
            : rebased;
        return paced
            .SoundBehindPicture(() => plan!.HasPictureToFollow)
            .EndTogether(() => group.AgreeOnEnd(open))
            .GroupBy(sample => sample.Track.Content)
            .SelectMany(track => track
                .CutAtSync(
                    plan!.GridOf(track.Key.Kind),
                    anySample: !definition.ChunkOnIdr,
                    plan!.CutsAlike(track.Key.Kind) ? live?.StartsOf(track.Key) : null,
                    plan!.SoundFollowsPicture ? pictures : null,
                    open[track.Key] = new OpenRun())
                .LookAhead(_lookAhead, plan!.GridOf(track.Key.Kind))

                // The input's error reaches track after track: none may end the others before they deliver what they
                // hold. GroupBy itself passes it on behind all of them.
                .Catch(Observable.Empty<Fragment>())
                .Select(fragment => writer.Write(fragment, plan!.BitrateOf(fragment.Run.Track))))
            .StoreIn(queue, sink, overload);
    }

    /// <summary>Publishes the manifest that follows from the group's events, and deletes what left it.</summary>
    /// <param name="events">
    /// What happens in the group, on the queue's thread, after the fragments that it tells of.
    /// </param>
    /// <param name="layout">Names paths and URL templates.</param>
    /// <param name="published">What an earlier run left, to go on from, or null.</param>
    /// <param name="troubles">Told of what fails in a live group that goes on without it.</param>
    public IObservable<ManifestUpdate> Publish(
        IObservable<GroupEvent> events,
        GroupLayout layout,
        PublishedGroup? published,
        PublishingTroubles troubles)
    {
        bool goesOn = definition is { IsLive: true, OverloadPolicy: OverloadPolicy.Drop };
        var publisher = new GroupPublisher(sink, definition.ManifestName, goesOn, troubles);
        return events.AggregateManifest(definition, layout, published).Do(publisher.Follow);
    }
}
