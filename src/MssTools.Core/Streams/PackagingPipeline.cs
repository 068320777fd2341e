using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// The wiring, and the only place that knows inputs, operators and outputs. Two halves meet in the queue of each output: up to
/// there every rendition is on its own thread, from there on every output is.
/// </summary>
/// <param name="definition">What the user asked for.</param>
/// <param name="layout">Names fragments and URL templates.</param>
/// <param name="rendezvous">Where the renditions meet.</param>
/// <param name="outputs">Where the group is stored; the first is the one that the streams follow.</param>
/// <param name="bitrates">What names the tracks.</param>
/// <param name="held">What an earlier run held back, and whether this one is to.</param>
/// <param name="time">The clock.</param>
internal sealed class PackagingPipeline(
    StreamDefinition definition,
    GroupLayout layout,
    Rendezvous rendezvous,
    IReadOnlyList<IGroupOutput> outputs,
    GroupBitrates bitrates,
    HeldRuns held,
    TimeProvider time)
{
    private readonly SoundChoice _sound = SoundChoice.Of(definition.AudioLanguages);
    private readonly FragmentWriter _writer = new(layout);
    private readonly int _lookAhead = definition.IsLive ? definition.LookAheadFragmentCount : 0;

    /// <summary>From what each output was handed to what is public there.</summary>
    public IDisposable Publish() => new CompositeDisposable(outputs.Select(output => output.Publish()));

    /// <summary>
    /// From the input of one rendition to the queues of all outputs. Reads on the calling thread, and returns when the first
    /// output has stored everything.
    /// </summary>
    /// <returns>Ends when no output needs the input any more.</returns>
    public Task Package(StreamHost stream, RenditionInput input)
    {
        var seat = new RenditionSeat(stream, input, definition, rendezvous, outputs);
        IConnectableObservable<SampleRun> runs = Runs(input, seat).Publish();
        var media = new RenditionMedia(runs, Fragments(runs, stream.Rendition, seat).Publish().RefCount());

        // A live group with several outputs waits for none of them.
        bool canWait = !definition.IsLive || (!seat.IsLive && outputs.Count == 1);
        Delivery[] deliveries = [.. outputs.Select(output => output.Receive(stream.Rendition, media, canWait))];
        using var subscriptions = new CompositeDisposable(deliveries.Select(delivery => delivery.Subscription));
        using IDisposable reading = runs.Connect();
        deliveries[0].Drained.Wait();
        return Task.WhenAll(outputs.Zip(deliveries, static (output, delivery) => output.Outlast(delivery.Drained)));
    }

    /// <summary>Tells all outputs of an event that comes after the fragments so far.</summary>
    public void Note(GroupEvent groupEvent)
    {
        foreach (IGroupOutput output in outputs)
        {
            output.Note(groupEvent);
        }
    }

    private IObservable<SampleRun> Runs(RenditionInput input, RenditionSeat seat)
    {
        TrackPatience patience = input.IsLive
            ? TrackPatience.Live(TimeSpan.FromSeconds(definition.TrackTimeout), time)
            : TrackPatience.Recorded(time);
        IObservable<Sample> rebased = input.Connections.Select(_sound.From)
            .Rebase([.. input.Described.Where(t => _sound.Takes(t.Content))], seat.IsMeasured, patience, seat, seat.Live);
        IObservable<Sample> paced = definition.IsLive && !seat.IsLive
            ? rebased.Pace(() => seat.Plan.Start, time, input.Stop)
            : rebased;
        return paced
            .SoundBehindPicture(() => seat.Plan.HasPictureToFollow)
            .EndTogether(seat.AgreeOnEnd)
            .GroupBy(sample => sample.Track.Content)
            .SelectMany(track => track
                .CutAtSync(
                    seat.Plan.GridOf(track.Key.Kind),
                    anySample: !definition.ChunkOnIdr,
                    seat.StartsOf(track.Key),
                    seat.CutsToFollow,
                    seat.Open(track.Key))

                // The input's error reaches track after track: none may end the others before they deliver what they
                // hold. GroupBy itself passes it on behind all of them.
                .Catch(Observable.Empty<SampleRun>()));
    }

    private IObservable<PackagedFragment> Fragments(IObservable<SampleRun> runs, int rendition, RenditionSeat seat) => runs
        .GroupBy(run => run.Track.Content)
        .SelectMany(track => track
            .SelectMany((run, i) => i == 0 ? [.. held.Before(run, seat.Plan.BitrateOf(run.Track)), run] : (IEnumerable<SampleRun>)[run])
            .LookAhead(_lookAhead, seat.Plan.GridOf(track.Key.Kind), () => held.IsSuspended)
            .Catch(Observable.Empty<Fragment>()) // as above
            .Select(fragment => _writer.Write(fragment, bitrates.Of(rendition, fragment.Run, seat.Plan.BitrateOf(fragment.Run.Track)))));
}
