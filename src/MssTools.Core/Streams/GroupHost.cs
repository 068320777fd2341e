using System.Reactive.Linq;
using System.Reactive.Subjects;
using MssTools.Core.Manifests;
using MssTools.Core.Outputs;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>A group while it is being written: its streams, its queue and its manifest.</summary>
internal sealed class GroupHost : IDisposable
{
    /// <summary>
    /// Fragments that may wait or be written at a time; bounds memory and open files. A disk makes many files durable
    /// in hardly more time than one.
    /// </summary>
    private const int QueueCapacity = 32;

    private readonly GroupLayout _layout;
    private readonly GroupFolder _folder;
    private readonly SinkQueue _queue;
    private readonly Rendezvous _rendezvous;
    private readonly PackagingPipeline _pipeline;

    // Only the queue's thread raises events, so they are serialized.
    private readonly Subject<GroupEvent> _events = new();
    private readonly IDisposable _publishing;
    private ClientManifest? _manifest;
    private bool _began;

    /// <summary>Prepares the group; nothing is written yet but the lock.</summary>
    /// <param name="definition">What the user asked for.</param>
    /// <param name="streams">The streams, by rendition.</param>
    /// <param name="time">The clock.</param>
    /// <param name="store">Makes what stands before the folder in tests, else null.</param>
    /// <exception cref="MssException">The target cannot be used or is not to be overwritten.</exception>
    public GroupHost(
        StreamDefinition definition, IReadOnlyList<StreamHost> streams, TimeProvider time, Func<ISink, ISink>? store = null)
    {
        (Definition, Streams, Remembered) = (definition, streams, streams);
        _queue = new SinkQueue(QueueCapacity, Fail);
        _layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        _folder = GroupFolder.Open(definition, _layout);
        ISink sink = new FolderSink(definition.GroupFolder, durable: true, _folder.Claim);
        sink = store?.Invoke(sink) ?? sink;
        _rendezvous = new Rendezvous(definition, _folder.Published, time);
        _rendezvous.Began += Begin;
        _pipeline = new PackagingPipeline(definition, new FragmentWriter(_layout), _queue, sink, time);
        _publishing = _pipeline.Publish(_events, _layout, _folder.Continued, Troubles())
            .Do(Note)
            .Subscribe(static _ => { }, Fail);
    }

    /// <summary>What the user asked for.</summary>
    public StreamDefinition Definition { get; }

    /// <summary>The streams, by rendition.</summary>
    public IReadOnlyList<StreamHost> Streams { get; }

    /// <summary>The streams that the user has not removed.</summary>
    public IReadOnlyList<StreamHost> Remembered { get; private set; }

    /// <summary>Ends when all streams have ended and the last manifest is published.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>True when everything is published and the folder is free for another writer.</summary>
    public bool IsOver => Streams.All(s => s.Settled.IsCompleted);

    /// <summary>Starts all streams.</summary>
    public void Start()
    {
        foreach (StreamHost stream in Streams)
        {
            stream.Start(
                input => Package(stream, input),
                away: () => _queue.Enqueue(() => _events.OnNext(new GroupEvent.Away(stream.Rendition))));
        }

        Completion = CompleteAsync([.. Streams.Select(SettleAsync)]);
    }

    /// <summary>Takes a stream out of sight.</summary>
    public void Forget(StreamHost stream) => Remembered = [.. Remembered.Where(s => s != stream)];

    /// <summary>Notes that the group was to be deleted, and that files of it are left.</summary>
    public void NoteUndeleted(int count) => Tell(status => status.Undeleted(count));

    /// <summary>What users see.</summary>
    public MssGroup ToModel()
    {
        MssStream[] streams = [.. Remembered.Select(s => s.Status.ToModel())];
        ClientManifest? manifest = Volatile.Read(ref _manifest);
        return GroupSnapshot.Of(Definition, streams, manifest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _publishing.Dispose();
        _events.Dispose();
        _queue.Dispose();
        _folder.Dispose();
        foreach (StreamHost stream in Streams)
        {
            stream.Dispose();
        }
    }

    private IObservable<StoredFragment> Package(StreamHost stream, RenditionInput input)
    {
        int rendition = stream.Rendition;
        bool isLive = Definition.IsLive && input.IsLive; // a recording takes live inputs as they come
        return _pipeline
            .Package(
                input,
                measure: Definition.Bandwidths.ElementAtOrDefault(rendition) == 0,
                new GroupMeeting(
                    starts => _rendezvous.Agree(rendition, starts, isLive, input.Stop),
                    (start, placement) => _rendezvous.JoinTrack(rendition, start, placement),
                    open =>
                    {
                        _queue.Enqueue(() => _events.OnNext(new GroupEvent.Ending(rendition))); // before the others go on
                        _rendezvous.AgreeOnEnd(rendition, open, input.Stop.IsCancellationRequested);
                    },
                    stream.Status.Lacks,
                    stream.Status.Ignored),
                isLive ? LiveRenditionOf(stream) : null,
                Definition.IsLive ? new Overload(Definition.OverloadPolicy, stream.Status.Dropped, CanWait: !isLive) : null)
            .Do(
                fragment => _events.OnNext(new GroupEvent.Stored(rendition, fragment)),
                _ => _events.OnNext(new GroupEvent.Ended(rendition)),
                () => _events.OnNext(new GroupEvent.Ended(rendition)));
    }

    private LiveRendition LiveRenditionOf(StreamHost stream) => new(
        new LiveInput(_rendezvous.Clock, Definition.GapPolicy, stream.Status.Jumped),
        _rendezvous.Return,
        _rendezvous.StartsOf);

    // On the thread of the rendition that came last, before any of them goes on.
    private void Begin(IReadOnlyList<RenditionTrack> tracks)
    {
        if (!_began)
        {
            _began = true;
            _folder.PrepareFor(tracks); // who joins later finds the manifest of this run, which stays
        }

        foreach (IGrouping<int, RenditionTrack> rendition in tracks.GroupBy(t => t.Rendition))
        {
            Streams[rendition.Key].Status.Began([.. rendition]);
        }

        _queue.Enqueue(() => _events.OnNext(new GroupEvent.Began(tracks)));
    }

    private void Note(ManifestUpdate update)
    {
        if (update.Manifest is not null)
        {
            Volatile.Write(ref _manifest, update.Manifest);
        }

        foreach (Misalignment stray in update.Strays)
        {
            Streams[stray.Rendition].Status.Stray(stray);
        }

        foreach (GoneFragments gone in update.Gone)
        {
            Streams[gone.Rendition].Status.Gone(gone);
        }

        foreach (int rendition in update.Returned)
        {
            Streams[rendition].Status.Returned();
        }
    }

    private PublishingTroubles Troubles() => new(
        failure => Tell(status => status.Published(failure)), (failure, count) => Tell(status => status.Deleted(failure, count)));

    private void Tell(Action<StreamStatus> what)
    {
        foreach (StreamHost stream in Streams)
        {
            what(stream.Status);
        }
    }

    private void Fail(Exception failure)
    {
        foreach (StreamHost stream in Streams)
        {
            stream.Status.Fail(failure);
            stream.Stop();
        }
    }

    // A live stream that ends before the others has all its fragments listed; a recorded one waits for the manifest,
    // unless there is nothing of it to be listed.
    private async Task SettleAsync(StreamHost stream)
    {
        await stream.Ended.ConfigureAwait(false);
        try
        {
            // A stream that was ended by what its thread threw has not said so to the manifest, which would wait for it.
            _queue.Enqueue(() => _events.OnNext(new GroupEvent.Ended(stream.Rendition)));
            _rendezvous.Leave(stream.Rendition);
        }
#pragma warning disable CA1031 // Who leaves may make the others meet, which may fail: shown as their failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure);
        }

        bool isDone = Definition.IsLive || stream.Status.IsEmpty || stream.Status.State == StreamState.Failed;
        if (isDone && !Streams.All(s => s.Ended.IsCompleted))
        {
            stream.Settle();
        }
    }

    private async Task CompleteAsync(Task[] settling)
    {
        try
        {
            await Task.WhenAll(settling).ConfigureAwait(false);
            _queue.Enqueue(() => _events.OnNext(new GroupEvent.Closed()));
            _queue.Close();
            await _queue.Completion.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug in a notice: shown as the failure of the streams.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            Fail(bug);
        }

        try
        {
            Dispose();
        }
        finally
        {
            foreach (StreamHost stream in Streams)
            {
                stream.Settle(); // last, so that who waited for it finds the folder free
            }
        }
    }
}
