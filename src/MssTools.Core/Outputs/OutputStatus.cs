namespace MssTools.Core.Outputs;

/// <summary>What is known of one output of a group, kept by several threads and read by any.</summary>
/// <param name="definition">The group, as this output stores it.</param>
/// <param name="follower">Who goes by this output and is told all that it is told; null: nobody, it is a mirror.</param>
/// <param name="time">The clock.</param>
/// <param name="troubled">Told when something begins to go wrong that no follower is told of.</param>
internal sealed class OutputStatus(
    StreamDefinition definition, IOutputFollower? follower, TimeProvider time, Action<MssException> troubled)
    : IOutputFollower
{
    private const string Ended = "Check the folder, then start the group anew, or copy what is missing from another output.";

    private readonly string _goesOn = ObjectAddress.IsOne(definition.TargetFolder)
        ? "Check the store, the network and the credentials; the output goes on by itself."
        : "Check free space and permissions of the folder; the output goes on by itself.";

    private readonly Lock _lock = new();
    private readonly Counter[] _renditions = [.. definition.LocalStreamNames.Select(static _ => new Counter())];
    private readonly StoringTroubles _troubles = new("fragments", definition, time);
    private MssException? _failure;
    private bool _isOver;

    /// <summary>True when something ended it.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_lock)
            {
                return _failure is not null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dropped(int rendition, FragmentNotice fragment, MssException reason)
    {
        lock (_lock)
        {
            _renditions[rendition].Dropped++;
            Tell(_troubles.LeftOut(fragment, reason) ? reason : null);
        }

        follower?.Dropped(rendition, fragment, reason);
    }

    /// <inheritdoc/>
    public void Refused(int rendition, Exception failure)
    {
        Note(failure);
        follower?.Refused(rendition, failure);
    }

    /// <inheritdoc/>
    public void Follow(PublishedUpdate publication)
    {
        lock (_lock)
        {
            if (publication.Update.Cause is GroupEvent.Stored { Fragment.IsLost: false } stored)
            {
                _renditions[stored.Rendition].Add(stored.Fragment);
                _troubles.Stored();
            }

            if (publication.Manifest is { } manifest)
            {
                Tell(_troubles.Published(manifest.Failure) ? manifest.Failure : null);
            }

            if (publication.Deletion is { } deletion)
            {
                Tell(_troubles.Deleted(deletion.Failure, deletion.Left) ? deletion.Failure : null);
            }
        }

        follower?.Follow(publication);
    }

    /// <inheritdoc/>
    public void Failed(Exception failure)
    {
        Note(failure);
        follower?.Failed(failure);
    }

    /// <summary>Notes that nothing more will come.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isOver = true;
        }
    }

    /// <summary>What users see.</summary>
    /// <param name="rendition">The stream whose figures are wanted; null: those of all.</param>
    /// <param name="destination">Where it is stored, which may wait for something, and have warnings of its own.</param>
    public MssOutput ToModel(int? rendition, IDestination destination)
    {
        lock (_lock)
        {
            IEnumerable<Counter> counters = rendition is { } one ? [_renditions[one]] : _renditions;
            MssException? trouble = _failure ?? (_isOver ? null : _troubles.Current ?? destination.Trouble);
            return new MssOutput
            {
                GroupName = definition.GroupName,
                TargetFolder = definition.TargetFolder,
                ManifestPath = definition.ManifestPath,
                IsMirror = follower is null,
                State = StateOf(counters.Sum(c => c.Fragments)),
                FragmentCount = counters.Sum(c => c.Fragments),
                Bytes = counters.Sum(c => c.Bytes),
                DroppedFragmentCount = counters.Sum(c => c.Dropped),
                Warnings = [.. Warnings(), .. destination.Warnings.Select(Placed)],
                LastError = trouble?.Message,
                LastErrorCode = trouble?.Code,
                RecommendedAction = trouble is null ? null : trouble == _failure ? trouble.RecommendedAction ?? Ended : _goesOn,
            };
        }
    }

    private StreamState StateOf(long fragments) => _failure is not null ? StreamState.Failed
        : _isOver ? StreamState.Completed
        : fragments > 0 ? StreamState.Running
        : StreamState.Waiting;

    private IEnumerable<string> Warnings() => _troubles.Sentences(_isOver || _failure is not null)
        .Concat(_failure is null ? [] : [$"Nothing more is stored: {_failure.Message}"])
        .Select(Placed);

    private string Placed(string sentence) => $"{(follower is null ? "Mirror" : "Output")} '{definition.GroupFolder}': {sentence}";

    private void Note(Exception failure)
    {
        lock (_lock)
        {
            if (_failure is null)
            {
                _failure = MssException.From(failure);
                Tell(_failure);
            }
        }
    }

    // Under the lock: who is told never waits.
    private void Tell(MssException? trouble)
    {
        if (trouble is not null && follower is null)
        {
            troubled(trouble);
        }
    }

    private sealed class Counter
    {
        public long Fragments { get; private set; }

        public long Bytes { get; private set; }

        public long Dropped { get; set; }

        public void Add(FragmentNotice fragment)
        {
            Fragments++;
            Bytes += fragment.Length;
        }
    }
}
