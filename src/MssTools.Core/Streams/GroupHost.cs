using MssTools.Core.Manifests;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Push;

namespace MssTools.Core.Streams;

/// <summary>A group while it is being written: the life of its streams and outputs.</summary>
internal sealed class GroupHost : IDisposable
{
    private readonly EventHub? _events;
    private readonly List<IGroupOutput> _outputs = [];
    private readonly List<IDestination> _destinations = [];
    private readonly Rendezvous _rendezvous;
    private readonly GroupBitrates _bitrates;
    private readonly HeldRuns _held;
    private readonly PackagingPipeline _pipeline;
    private readonly IDisposable _publishing;

    /// <summary>Prepares the group; nothing is written yet but the locks.</summary>
    /// <param name="definition">What the user asked for.</param>
    /// <param name="streams">The streams, by rendition.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wrap">Makes what stands before an output's folder in tests, else null.</param>
    /// <param name="events">Told of mirrors and pushes that go wrong; null: nobody is.</param>
    /// <exception cref="MssException">A target cannot be used or is not to be overwritten.</exception>
    public GroupHost(
        StreamDefinition definition,
        IReadOnlyList<StreamHost> streams,
        TimeProvider time,
        Func<StreamDefinition, IDestination, IDestination>? wrap = null,
        EventHub? events = null)
    {
        (Definition, Started, Asked, Streams, Remembered, _events) = (definition, definition, definition, streams, streams, events);
        var layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        try
        {
            foreach (StreamDefinition output in definition.PerOutput())
            {
                IDestination destination = Destinations.Open(output, layout, time);
                _destinations.Add(destination);
                _outputs.Add(new GroupOutput(
                    output,
                    layout,
                    wrap?.Invoke(output, destination) ?? destination,
                    FollowerOfNext(),
                    time,
                    trouble => Tell(output.TargetFolder, $"The mirror in '{output.GroupFolder}'", trouble)));
            }

            foreach (Uri point in definition.Push.Points)
            {
                _outputs.Add(new PushOutput(
                    definition, point, FollowerOfNext(), time, trouble => Tell("", $"The push to '{PushDefinition.Shown(point)}'", trouble)));
            }
        }
        catch
        {
            _outputs.ForEach(o => o.Dispose());
            throw;
        }

        _rendezvous = new Rendezvous(definition, First.Published, time, _outputs.Max(o => o.Published?.End));
        _rendezvous.Began += Begin;
        _bitrates = new GroupBitrates(definition);
        _held = new HeldRuns(First.Published, layout, definition);
        _pipeline = new PackagingPipeline(definition, layout, _rendezvous, _outputs, _bitrates, _held, time);
        _publishing = _pipeline.Publish();
    }

    /// <summary>What it was started with; window and bit rates may have changed since.</summary>
    public StreamDefinition Definition { get; private set; }

    /// <summary>The very object that it was started with: tells a run from the next one.</summary>
    public StreamDefinition Started { get; }

    /// <summary>What the user asked for, where it was started with something else to go on.</summary>
    public StreamDefinition Asked { get; set; }

    /// <summary>The streams, by rendition.</summary>
    public IReadOnlyList<StreamHost> Streams { get; }

    /// <summary>The streams that the user has not removed.</summary>
    public IReadOnlyList<StreamHost> Remembered { get; private set; }

    /// <summary>What a recording is made of, to be noted when all of it is there; null: that is not asked for.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Ends when all streams have ended and the last manifests are published.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>True when everything is published and the folders are free for another writer.</summary>
    public bool IsOver => Streams.All(s => s.Settled.IsCompleted);

    private IGroupOutput First => _outputs[0];

    /// <summary>True where <see cref="Suspend"/> ended it, and the broadcast goes on.</summary>
    public bool IsSuspended => _held.IsSuspended;

    /// <summary>Starts all streams.</summary>
    public void Start()
    {
        foreach (StreamHost stream in Streams)
        {
            stream.Start(_pipeline);
        }

        Completion = CompleteAsync([.. Streams.Select(DeliverAsync)], [.. Streams.Select(SettleAsync)]);
    }

    /// <summary>
    /// Ends all streams as <see cref="StreamHost.Stop"/> does, and not the broadcast: its manifest stays live, publishing points are told of
    /// no end, and the next run of the same definition goes on behind what is published.
    /// </summary>
    public void Suspend()
    {
        _held.Suspend();
        _outputs.ForEach(o => o.Suspend());
        foreach (StreamHost stream in Streams)
        {
            stream.Stop();
        }
    }

    /// <summary>Has other numbers of fragments listed and kept, and other bit rates name what is written, from now on.</summary>
    /// <param name="asked">The group as it is to be; all else is as it was.</param>
    public void Change(StreamDefinition asked)
    {
        if (!asked.Bandwidths.SequenceEqual(Definition.Bandwidths))
        {
            _bitrates.Change(asked);
        }

        Definition = Definition with
        {
            PlaylistLength = asked.PlaylistLength,
            StaleRetentionCount = asked.StaleRetentionCount,
            Bandwidths = asked.Bandwidths,
        };
        Asked = asked;
        foreach (StreamHost stream in Streams)
        {
            stream.Status.Bandwidth = asked.Bandwidths.ElementAtOrDefault(stream.Rendition);
        }

        _pipeline.Note(new GroupEvent.WindowChanged(PlaylistWindow.Of(Definition)));
    }

    /// <summary>Takes a stream out of sight.</summary>
    public void Forget(StreamHost stream) => Remembered = [.. Remembered.Where(s => s != stream)];

    /// <summary>Notes that the group was to be deleted, and that files of it are left.</summary>
    public void NoteUndeleted(int count)
    {
        foreach (StreamHost stream in Streams)
        {
            stream.Status.Undeleted(count);
        }
    }

    /// <summary>What users see of a stream.</summary>
    public MssStream ToModel(StreamHost stream)
    {
        MssStream model = stream.Status.ToModel();
        MssOutput[] outputs = [.. _outputs.Select(o => o.ToModel(stream.Rendition))];
        MssOutput? push = model.LastError is null ? Array.Find(outputs, o => o.Connections.Count > 0 && o.LastError is not null) : null;
        return model with
        {
            Outputs = outputs,
            LastError = push?.LastError ?? model.LastError,
            LastErrorCode = push?.LastErrorCode ?? model.LastErrorCode,
            RecommendedAction = push?.RecommendedAction ?? model.RecommendedAction,
            Warnings = [.. model.Warnings, .. _destinations.Take(1).SelectMany(first => first.Warnings), .. _outputs.Skip(1).SelectMany(mirror => mirror.ToModel().Warnings)],
        };
    }

    /// <summary>What users see.</summary>
    public MssGroup ToModel() => GroupSnapshot.Of(
        Definition, [.. Remembered.Select(ToModel)], [.. _outputs.Select(o => o.ToModel())], First.Manifest);

    /// <inheritdoc/>
    public void Dispose()
    {
        _publishing.Dispose();
        _outputs.ForEach(o => o.Dispose());
        foreach (StreamHost stream in Streams)
        {
            stream.Dispose();
        }
    }

    private void Tell(string targetFolder, string what, MssException trouble)
    {
        if (_events is { IsHeard: true })
        {
            _events.Raise(new MssEvent
            {
                Kind = MssEventKind.Error,
                GroupName = Definition.GroupName,
                TargetFolder = targetFolder,
                Message = $"{what} of group '{Definition.GroupName}' goes wrong: {trouble.Message}",
                ErrorCode = trouble.Code,
            });
        }
    }

    // The streams follow the first output.
    private FirstOutput? FollowerOfNext() => _outputs.Count == 0 ? new FirstOutput(Streams) : null;

    // On the thread of the rendition that came last, before any of them goes on.
    private void Begin(IReadOnlyList<RenditionTrack> tracks)
    {
        _held.Begin(tracks);
        foreach (IGrouping<int, RenditionTrack> rendition in tracks.GroupBy(t => t.Rendition))
        {
            Streams[rendition.Key].Status.Began([.. rendition]);
        }

        _outputs.ForEach(o => o.Begin(tracks));
    }

    // A stream that was ended by what its thread threw has not said so to the manifest, which would wait for it.
    private async Task DeliverAsync(StreamHost stream)
    {
        await stream.Delivered.ConfigureAwait(false);
        try
        {
            _pipeline.Note(new GroupEvent.Ended(stream.Rendition));
            _rendezvous.Leave(stream.Rendition);
        }
        catch (OperationCanceledException) when (IsSuspended)
        {
            // The others are to end as well.
        }
#pragma warning disable CA1031 // Who leaves may make the others meet, which may fail: shown as their failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            First.Fail(failure);
        }
    }

    // A live stream that ends before the others has all its fragments listed; a recorded one waits for the manifest,
    // unless there is nothing of it to be listed.
    private async Task SettleAsync(StreamHost stream)
    {
        await stream.Ended.ConfigureAwait(false);
        bool isDone = Definition.IsLive || stream.Status.IsEmpty || stream.Status.State == StreamState.Failed;
        if (isDone && !Streams.All(s => s.Ended.IsCompleted))
        {
            stream.Settle();
        }
    }

    // The first output is complete as soon as it can be, whatever holds up the others.
    private async Task CompleteAsync(Task[] delivering, Task[] settling)
    {
        try
        {
            await Task.WhenAll(delivering).ConfigureAwait(false);
            _outputs.ForEach(o => o.Close());
            await Task.WhenAll(settling).ConfigureAwait(false);
            await Task.WhenAll(_outputs.Select(o => o.Outlast(o.Completion))).ConfigureAwait(false);
            await First.Completion.ConfigureAwait(false);
            NoteFinished();
        }
#pragma warning disable CA1031 // A bug in a notice: shown as the failure of the streams.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            First.Fail(bug);
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

    // A destination that has lost something is made anew by the next run, as is one that could not be noted.
    private void NoteFinished()
    {
        if (Fingerprint is null || Streams.Any(stream => stream.Status.State is StreamState.Failed or StreamState.Stopping or StreamState.Stopped))
        {
            return;
        }

        foreach ((IDestination destination, IGroupOutput output) in _destinations.Zip(_outputs))
        {
            try
            {
                if (output.ToModel() is { State: not StreamState.Failed, DroppedFragmentCount: 0 })
                {
                    destination.NoteFinished(Fingerprint);
                }
            }
            catch (MssException trouble)
            {
                Tell(Definition.TargetFolder, $"The note that nothing has to be done again, in '{Definition.GroupFolder}',", trouble);
            }
        }
    }

    /// <summary>The streams of a group go by its first output.</summary>
    private sealed class FirstOutput(IReadOnlyList<StreamHost> streams) : IOutputFollower
    {
        public void Dropped(int rendition, FragmentNotice fragment, MssException reason) =>
            streams[rendition].Status.Dropped(fragment, reason);

        public void Refused(int rendition, Exception failure) => streams[rendition].Break(failure);

        public void Failed(Exception failure)
        {
            foreach (StreamHost stream in streams)
            {
                stream.Status.Fail(failure);
                stream.Stop();
            }
        }

        public void Follow(PublishedUpdate publication)
        {
            ManifestUpdate update = publication.Update;
            foreach (StreamHost stream in streams)
            {
                Tell(stream.Status, publication);
            }

            foreach (Misalignment stray in update.Strays)
            {
                streams[stray.Rendition].Status.Stray(stray);
            }

            foreach (GoneFragments gone in update.Gone)
            {
                streams[gone.Rendition].Status.Gone(gone);
            }

            foreach (int rendition in update.Returned)
            {
                streams[rendition].Status.Returned();
            }

            switch (update.Cause)
            {
                case GroupEvent.Stored stored:
                    streams[stored.Rendition].Status.Stored(stored.Fragment);
                    break;
                case GroupEvent.Ended { Failure: { } failure } ended:
                    streams[ended.Rendition].Break(failure);
                    break;
            }
        }

        private static void Tell(StreamStatus status, PublishedUpdate publication)
        {
            if (publication.Manifest is { } manifest)
            {
                status.Published(manifest.Failure);
            }

            if (publication.Deletion is { } deletion)
            {
                status.Deleted(deletion.Failure, deletion.Left);
            }
        }
    }
}
