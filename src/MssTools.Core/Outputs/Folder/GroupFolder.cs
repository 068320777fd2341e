using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Fencing;
using MssTools.Core.Stored;

namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// A group's folder while a stream writes it: checked, locked against other writers, and with what an earlier run
/// left.
/// </summary>
internal sealed class GroupFolder : IDestination
{
    private readonly StreamDefinition _definition;
    private readonly GroupLock? _lock;
    private readonly FolderFence _fence;

    private GroupFolder(StreamDefinition definition, GroupLock? @lock, FolderFence fence, PublishedGroup? published, TimeProvider time)
    {
        (_definition, _lock, _fence, Published) = (definition, @lock, fence, published);
        Threads = DiskThreads.Of(definition.GroupFolder);
        Sink = new FencedSink(
            new FolderSink(definition.GroupFolder, durable: true, Claim, published?.Held.Select(fragment => fragment.Path)), fence, time);
        Dialects = [new ClientManifestDialect(definition.ManifestName)];
    }

    /// <inheritdoc/>
    public ISink Sink { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IManifestDialect> Dialects { get; }

    /// <inheritdoc/>
    public WriterThreads Threads { get; }

    /// <inheritdoc/>
    public bool IsFar => false;

    /// <inheritdoc/>
    public MssException? Trouble => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public PublishedGroup? Published { get; }

    /// <inheritdoc/>
    public PublishedGroup? Continued =>
        Published is not null && Published.IsContinuedBy(_definition) ? Published : null;

    /// <summary>Checks, locks and reads a group's folder, takes its next epoch, and cleans it where the user asked for that.</summary>
    /// <param name="definition">The group, with this folder.</param>
    /// <param name="layout">Names its fragments.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MssException">
    /// InvalidTarget, GroupInUse, AccessDenied, AlreadyExists or InvalidSetting.
    /// </exception>
    public static GroupFolder Open(StreamDefinition definition, GroupLayout layout, TimeProvider time)
    {
        // What else is in the folders may be unreadable, on every way through them.
        GroupFolder? folder = null;
        Try(definition.GroupFolder, () => folder = OpenReadable(definition, layout, time));
        return folder!;
    }

    /// <summary>What a group was made of that is finished; null: it is not, or nobody noted it.</summary>
    /// <exception cref="MssException">AccessDenied: the folder cannot be read.</exception>
    public static string? FinishedAs(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        string? finished = null;
        Try(definition.GroupFolder, () => finished = FolderFence.Last(definition.GroupFolder, definition.ManifestName)?.Finished);
        return finished is not null && File.Exists(definition.ManifestPath) ? finished : null;
    }

    /// <inheritdoc/>
    public void PrepareFor(IReadOnlyList<RenditionTrack> tracks)
    {
        if (Published is not null && !Published.CanContinue(tracks))
        {
            KeepAsPart();
            Try(_definition.ManifestPath, () => File.Delete(_definition.ManifestPath));
        }
    }

    /// <inheritdoc/>
    public void NoteFinished(string fingerprint) => _fence.NoteFinished(fingerprint);

    // What an earlier run of a live event published stays: its fragments are there. A run that ended in order has
    // made its parts itself.
    private void KeepAsPart()
    {
        bool isKept = _definition.PlaylistType == PlaylistType.Appending && Published!.IsContinuedBy(_definition);
        if (isKept
            && Published!.ToPart(_definition.ManifestName) is { } part
            && !File.Exists(Path.Join(_definition.GroupFolder, part.Name)))
        {
            new FolderSink(_definition.GroupFolder, durable: true).StoreManifest(part.Name, ClientManifestWriter.Write(part.Manifest));
        }
    }

    /// <inheritdoc cref="GroupLock.Claim"/>
    public void Claim() => _lock?.Claim(); // who took the folder over has no lock, and goes by the epoch alone

    /// <summary>Lets other writers in.</summary>
    public void Dispose() => _lock?.Dispose();

    private static GroupFolder OpenReadable(StreamDefinition definition, GroupLayout layout, TimeProvider time)
    {
        TargetGuard.Check(definition);
        GroupLock? @lock = Lock(definition);
        try
        {
            PublishedGroup? published = EarlierRun.Read(definition, layout);
            bool exists = published is not null || File.Exists(definition.ManifestPath);
            PublishedGroup.Refuse(definition, published, exists);

            // Until now the writer before may have gone on, unless it was one of this machine, and locked.
            var fence = FolderFence.Take(definition, time.GetUtcNow());
            if (@lock is null || (fence.Before is { } before && before.Host != Environment.MachineName))
            {
                published = EarlierRun.Read(definition, layout);
            }

            RemoveLeftovers(definition, layout, published, everything: definition.CleanupDestination);
            return new GroupFolder(definition, @lock, fence, published, time);
        }
        catch
        {
            @lock?.Dispose();
            throw;
        }
    }

    // A frozen process keeps its lock.
    private static GroupLock? Lock(StreamDefinition definition)
    {
        try
        {
            return GroupLock.Take(definition);
        }
        catch (MssException failure) when (definition.TakesOver && failure.Code == MssError.GroupInUse)
        {
            return null;
        }
    }

    private static void RemoveLeftovers(StreamDefinition definition, GroupLayout layout, PublishedGroup? published, bool everything)
    {
        bool goesOn = published?.IsContinuedBy(definition) ?? false;
        IEnumerable<string> fragments = layout.FindFragments(definition.GroupFolder);
        foreach (string path in fragments.Where(p => everything || FolderSink.IsTemporary(p) || (!goesOn && GroupLayout.PathOfHeld(p) is not null)))
        {
            Try(path, () => File.Delete(Path.Join(definition.GroupFolder, path)));
        }

        Try(definition.ManifestPath, () => File.Delete(FolderSink.TemporaryOf(definition.ManifestPath)));
        if (everything)
        {
            foreach (string path in LayoutFiles.FindParts(definition.GroupFolder, definition.ManifestName).Append(definition.ManifestPath))
            {
                Try(path, () => File.Delete(path));
            }
        }
    }

    private static void Try(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw Denied(path, failure);
        }
    }

    private static MssException Denied(string path, Exception failure) =>
        new(MssError.AccessDenied, $"'{path}' cannot be used: {failure.Message}", innerException: failure);
}
