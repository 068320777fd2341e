using System.Reactive.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs;

/// <summary>
/// A place that a group is stored in: what an earlier run left there, its queue, what it lists, and how it goes.
/// </summary>
internal sealed class GroupOutput : IGroupOutput, IObserver<PublishedUpdate>
{
    /// <summary>
    /// Fragments that may wait or be written at a time; bounds memory and open files. A disk makes many files durable
    /// in hardly more time than one.
    /// </summary>
    private const int MostFragments = 32;

    private const int BytesPerFragment = 2 * 1024 * 1024;

    /// <summary>
    /// A mirror of a recording may be 256 MiB behind: the reading does not wait for it, and what it holds of a file are ranges,
    /// so that is hours of media or seconds, by how the container is read.
    /// </summary>
    private const int MostSmallFragments = 4096;

    private const int BytesPerSmallFragment = 64 * 1024;

    /// <summary>Of a store 64 MiB may wait: what encoders send in the minute in which one document is tried again.</summary>
    private const int MostFarFragments = 1024;

    /// <summary>A mirror that does not end a single piece of work in so long is waited for no more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>As above, of a store, which is tried again for a minute.</summary>
    private static readonly TimeSpan s_farPatience = TimeSpan.FromSeconds(90);

    private readonly StreamDefinition _definition;
    private readonly GroupLayout _layout;
    private readonly IDestination _destination;
    private readonly ISink _sink;
    private readonly OutputStatus _status;
    private readonly GroupPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly bool _isMirror;
    private readonly SinkQueue<GroupEvent> _queue;
    private readonly int _bytesPerSlot;
    private readonly List<FragmentStorer> _storers = [];
    private readonly Lock _lock = new();
    private Lazy<bool>? _prepared;
    private bool _isClosed;
    private volatile bool _isSuspended;

    /// <summary>Takes charge of a destination; nothing is written yet.</summary>
    /// <param name="definition">The group, with this output's own folder.</param>
    /// <param name="layout">Names fragments and URL templates.</param>
    /// <param name="destination">Where to store; disposed with the output.</param>
    /// <param name="follower">Who goes by this output, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="troubled">Told when something begins to go wrong that no follower is told of; it must not wait. Null: nobody is.</param>
    public GroupOutput(
        StreamDefinition definition,
        GroupLayout layout,
        IDestination destination,
        IOutputFollower? follower,
        TimeProvider time,
        Action<MssException>? troubled = null)
    {
        (_definition, _layout, _destination, _sink, _time) = (definition, layout, destination, destination.Sink, time);
        _isMirror = follower is null;
        _status = new OutputStatus(definition, follower, time, troubled ?? (static _ => { }));
        _publisher = new GroupPublisher(_sink, destination.Dialects, goesOn: Policy == OverloadPolicy.Drop);
        bool isFarBehind = _isMirror && !definition.IsLive;
        _bytesPerSlot = isFarBehind || destination.IsFar ? BytesPerSmallFragment : BytesPerFragment;
        _queue = new SinkQueue<GroupEvent>(
            isFarBehind ? MostSmallFragments : destination.IsFar ? MostFarFragments : MostFragments, destination.Threads, OnError);
    }

    /// <summary>What an earlier run left there, or null.</summary>
    public PublishedGroup? Published => _destination.Published;

    /// <summary>The manifest that is listed now, or null.</summary>
    public ClientManifest? Manifest => _publisher.Listed;

    /// <summary>What happens in the group, in order, after the fragments that it tells of. For one observer, on one thread.</summary>
    public IObservable<GroupEvent> Events => _queue;

    /// <summary>What an earlier run left and this one goes on with, or null.</summary>
    public PublishedGroup? Continued => _destination.Continued;

    /// <summary>Ends when everything is published, after <see cref="Close"/>; faults where a notice threw.</summary>
    public Task Completion => _queue.Completion;

    /// <summary>From the events of the queue to the manifests.</summary>
    public IDisposable Publish() => Events
        .AggregateManifest(_definition, _layout, Continued)
        .Select(Publish)
        .Subscribe(this);

    /// <inheritdoc/>
    public Delivery Receive(int rendition, RenditionMedia media, bool canWait)
    {
        FragmentStorer storer = StorerOf(rendition, canWait);
        return new Delivery(media.Fragments.Subscribe(storer), storer.Drained);
    }

    /// <summary>Publishes what follows from an event; called in order.</summary>
    /// <exception cref="MssException">What the destination threw, where that ends the output.</exception>
    public PublishedUpdate Publish(ManifestUpdate update) =>
        _publisher.Publish(update, mayWait: update.Cause is GroupEvent.Stored && _queue.IsNextOver && !HasSilent());

    // The work of a rendition that has failed gives no notice, so nothing would publish what waits for it.
    private bool HasSilent()
    {
        lock (_lock)
        {
            return _storers.Exists(storer => storer.HasFailed);
        }
    }

    /// <summary>Tells of tracks that are about to come; before any fragment of theirs.</summary>
    public void Begin(IReadOnlyList<RenditionTrack> tracks)
    {
        // Who joins later finds the manifest of this run, which stays.
        _prepared ??= new Lazy<bool>(() => Prepare(tracks));
        Note(new GroupEvent.Began(tracks));
    }

    /// <summary>Tells of an event that comes after all fragments so far.</summary>
    public void Note(GroupEvent groupEvent) => _queue.Enqueue(() => [groupEvent]);

    /// <summary>Makes what takes a rendition's fragments here.</summary>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="canWait">True where the reading of its input may wait for this output.</param>
    public FragmentStorer StorerOf(int rendition, bool canWait)
    {
        var storer = new FragmentStorer(
            rendition, _queue, _bytesPerSlot, Store, new Overload(Policy, canWait && !_isMirror), _status);
        lock (_lock)
        {
            _storers.Add(storer);
        }

        if (_isMirror && _status.HasFailed)
        {
            storer.Abandon();
        }

        return storer;
    }

    /// <inheritdoc/>
    public void Suspend() => _isSuspended = true;

    /// <summary>Has the last manifest published, and takes nothing more.</summary>
    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            Note(_isSuspended ? new GroupEvent.Suspended() : new GroupEvent.Closed());
            _queue.Close();
        }
    }

    /// <summary>
    /// Waits for something that this output does: for the first output as long as it takes, for a mirror as long as it moves.
    /// One that stands still has failed.
    /// </summary>
    /// <returns>Never faults.</returns>
    public async Task Outlast(Task end)
    {
        TimeSpan patience = _destination.IsFar ? s_farPatience : s_patience;
        long seen = -1;
        while (!end.IsCompleted && (!_isMirror || _queue.Noticed != seen))
        {
            seen = _queue.Noticed;
            await Task.WhenAny(end, _isMirror ? Task.Delay(patience, _time, CancellationToken.None) : end).ConfigureAwait(false);
        }

        if (!end.IsCompleted)
        {
            Fail(new MssException(
                MssError.SinkFailed,
                $"'{_definition.GroupFolder}' has not answered for {patience.TotalSeconds:0} s, and is waited for no more.",
                "Check the disk or the network, then start the group anew, or copy what is missing from another output."));
        }
        else if (end.Exception is { } failure)
        {
            Fail(failure);
        }
    }

    /// <summary>Ends it with a failure; its renditions are stored here no more.</summary>
    public void Fail(Exception failure)
    {
        _status.Failed(failure);
        lock (_lock)
        {
            _storers.ForEach(s => s.Abandon());
        }
    }

    /// <summary>What users see.</summary>
    /// <param name="rendition">The stream whose figures are wanted; null: those of all.</param>
    public MssOutput ToModel(int? rendition = null) => _status.ToModel(rendition, _destination);

    /// <inheritdoc/>
    public void OnNext(PublishedUpdate value) => _status.Follow(value);

    /// <inheritdoc/>
    public void OnError(Exception error) => Fail(error);

    /// <inheritdoc/>
    public void OnCompleted() => _status.Close();

    /// <summary>Gives the destination free; one that hangs, when it answers again.</summary>
    public void Dispose()
    {
        if (!_isMirror || Completion.IsCompleted || !_isClosed)
        {
            Release();
        }
        else
        {
            _ = Completion.ContinueWith(
                _ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // What this output does with what it cannot store; a recording goes on without nothing.
    private OverloadPolicy Policy => _definition.IsLive ? _definition.OverloadPolicy : OverloadPolicy.Fail;

    private bool Store(PackagedFragment fragment) => _prepared!.Value && _sink.Store(fragment);

    private bool Prepare(IReadOnlyList<RenditionTrack> tracks)
    {
        _destination.PrepareFor(tracks);
        return true;
    }

    private void Release()
    {
        _queue.Dispose();
        _destination.Dispose();
    }
}
