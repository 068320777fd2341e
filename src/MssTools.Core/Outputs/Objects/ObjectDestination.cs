using MssTools.Core.Manifests;
using MssTools.Core.Objects;
using MssTools.Core.Outputs.Fencing;

namespace MssTools.Core.Outputs.Objects;

/// <summary>A group's place in an object store while a stream writes it: its epoch is taken, and what an earlier run left is read.</summary>
internal sealed class ObjectDestination : IDestination
{
    private const string Lies =
        "The store does not honour conditions (If-Match, If-None-Match): only looks at the group's epoch keep a second writer out, between which it may write.";

    /// <summary>Manifests that the writer before may still put in between: one is on its way when the epoch is taken, and perhaps its repetition.</summary>
    private const int MostAttempts = 8;

    private readonly StreamDefinition _definition;
    private readonly ObjectFolder _folder;
    private readonly ObjectFence _fence;
    private readonly ObjectSink _sink;
    private readonly PatientCalls _calls;
    private readonly CancellationTokenSource _end;

    private ObjectDestination(
        StreamDefinition definition, ObjectFolder folder, ObjectFence fence, PublishedGroup? published, PatientCalls calls, CancellationTokenSource end, TimeProvider time)
    {
        (_definition, _folder, _fence, Published, _calls, _end) = (definition, folder, fence, published, calls, end);
        _sink = new ObjectSink(folder, fence, definition.FragmentLength, calls, published?.Held.Select(fragment => fragment.Path) ?? []);
        Sink = fence.IsHonoured ? _sink : new FencedSink(_sink, fence, time);
        Threads = StoreThreads.Of(definition.TargetFolder);
        Dialects = [new ClientManifestDialect(definition.ManifestName)];
    }

    /// <inheritdoc/>
    public ISink Sink { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IManifestDialect> Dialects { get; }

    /// <inheritdoc/>
    public WriterThreads Threads { get; }

    /// <inheritdoc/>
    public bool IsFar => true;

    /// <inheritdoc/>
    public MssException? Trouble => _calls.Trouble;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings =>
    [
        .. _fence.IsHonoured ? [] : (string[])[Lies],
        .. _sink.LeavesDeletion ? (string[])["The store lets no fragment be deleted: those that have expired are left to rules of the bucket."] : [],
    ];

    /// <inheritdoc/>
    public PublishedGroup? Published { get; }

    /// <inheritdoc/>
    public PublishedGroup? Continued => Published is not null && Published.IsContinuedBy(_definition) ? Published : null;

    /// <summary>Takes a group's place, reads it, and cleans it where the user asked for that.</summary>
    /// <exception cref="MssException">
    /// InvalidTarget, AlreadyExists, InvalidSetting, GroupInUse or NotInstalled; AccessDenied, SourceFailed, SinkFailed or TimedOut: the store.
    /// </exception>
    public static ObjectDestination Open(StreamDefinition definition, GroupLayout layout, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var folder = ObjectFolder.Open(definition.GroupFolder);
        var end = new CancellationTokenSource();
        try
        {
            PublishedGroup? published = EarlierObjects.Read(folder, definition, layout);
            PublishedGroup.Refuse(definition, published, exists: published is not null || Has(folder, definition.ManifestName));
            var calls = new PatientCalls(time, end.Token);
            var fence = ObjectFence.Take(folder, definition.ManifestName, calls, time.GetUtcNow());
            ObjectTag? seal = Seal(folder, definition, fence.Epoch);
            if (fence.Before is not null)
            {
                published = EarlierObjects.Read(folder, definition, layout); // until now the writer before may have gone on
            }

            var destination = new ObjectDestination(definition, folder, fence, published, calls, end, time);
            if (seal is not null)
            {
                destination._sink.Know(definition.ManifestName, seal);
            }

            destination.RemoveLeftovers(layout);
            return destination;
        }
        catch
        {
            end.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>What a group was made of that is finished; null: it is not, or nobody noted it.</summary>
    /// <exception cref="MssException">The store.</exception>
    public static string? FinishedAs(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var folder = ObjectFolder.Open(definition.GroupFolder);
        return ObjectFence.Last(folder, definition.ManifestName)?.Finished is { } finished && Has(folder, definition.ManifestName) ? finished : null;
    }

    /// <inheritdoc/>
    public void PrepareFor(IReadOnlyList<RenditionTrack> tracks)
    {
        if (Published is null || Published.CanContinue(tracks))
        {
            return;
        }

        bool isKept = _definition.PlaylistType == PlaylistType.Appending && Published.IsContinuedBy(_definition);
        if (isKept && Published.ToPart(_definition.ManifestName) is { } part && !Has(_folder, part.Name))
        {
            _sink.StoreManifest(part.Name, ClientManifestWriter.Write(part.Manifest));
        }

        _fence.Check();
        _sink.Remove(_definition.ManifestName);
    }

    /// <inheritdoc/>
    public void NoteFinished(string fingerprint) => _fence.NoteFinished(fingerprint);

    /// <summary>Ends what waits for the store.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _folder.Dispose();
    }

    // With the same text, the manifest of another epoch has another tag: what the writer before sends now is refused.
    private static ObjectTag? Seal(ObjectFolder folder, StreamDefinition definition, long epoch)
    {
        for (int attempt = 1; folder.Get(definition.ManifestName, ClientManifestReader.LargestManifest, CancellationToken.None) is { } there; attempt++)
        {
            ObjectContent content = ObjectHeaders.OfManifest(ManifestEpoch.Write(there.Bytes.Span, epoch), definition.FragmentLength);
            if (folder.Put(definition.ManifestName, content, PutCondition.Is(there.Tag), CancellationToken.None) is { } seal)
            {
                return seal;
            }

            if (attempt == MostAttempts)
            {
                throw new MssException(MssError.GroupInUse, $"'{definition.ManifestPath}' is changed by another writer all the time.");
            }
        }

        return null;
    }

    private void RemoveLeftovers(GroupLayout layout)
    {
        bool goesOn = Published?.IsContinuedBy(_definition) ?? false;
        if (!_definition.CleanupDestination && (goesOn || Published is null))
        {
            return;
        }

        if (_definition.CleanupDestination)
        {
            _sink.Remove(_definition.ManifestName);
        }

        foreach (string name in _folder.List("", CancellationToken.None).ToList())
        {
            bool isHeld = layout.IsFragmentPath(name) && GroupLayout.PathOfHeld(name) is not null;
            bool isOld = layout.IsFragmentPath(name) || GroupLayout.IsPartName(_definition.ManifestName, name);
            if (isHeld || (_definition.CleanupDestination && isOld))
            {
                _folder.Delete(name, CancellationToken.None);
            }
        }
    }

    private static bool Has(ObjectFolder folder, string name) => folder.List(name, CancellationToken.None).FirstOrDefault() == name;
}
