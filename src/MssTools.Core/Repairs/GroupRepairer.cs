using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>Rebuilds the manifest of a group in a folder from its fragments, whoever made it. Fragments are never changed or deleted.</summary>
internal sealed class GroupRepairer
{
    // A packager that runs writes its manifest with each fragment.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly RepairDefinition _definition;
    private readonly FolderPlace _place;
    private readonly TimeProvider _time;

    private GroupRepairer(RepairDefinition definition, FolderPlace place, TimeProvider time)
    {
        (_definition, _place, _time) = (definition, place, time);
        Target = new StreamDefinition
        {
            GroupName = Path.GetFileName(place.Folder),
            TargetFolder = Path.GetDirectoryName(place.Folder) ?? place.Folder,
            ManifestName = Path.GetFileName(place.Manifest),
        };
    }

    /// <summary>The group, for those who see to it that no two write one folder.</summary>
    public StreamDefinition Target { get; }

    /// <summary>Finds the manifest of a group, or where it would be.</summary>
    /// <param name="definition">What is asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="MssException">As of <see cref="GroupManifest.Find"/>; AccessDenied: the folder cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GroupRepairer Open(RepairDefinition definition, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            return new GroupRepairer(definition, FolderPlace.At(GroupManifest.Find(definition.Path, cancellationToken)), time);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(definition.Path, failure);
        }
    }

    /// <summary>Looks at the group and writes its manifest anew where that is needed and wanted.</summary>
    /// <param name="isWanted">Asked with what would be done; on the caller's thread.</param>
    /// <param name="progress">Called with the fragments that were looked at and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed then.</param>
    /// <exception cref="MssException">
    /// GroupInUse: a packager writes the folder; as of <see cref="RepairSources.Read"/> and <see cref="RepairPlanner.Make"/>; SinkFailed: the
    /// manifest cannot be stored, and the old one is what it was.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MssRepair Repair(Func<MssRepair, bool> isWanted, Action<int, int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        try
        {
            GroupLock.RefuseHeld(_place.Folder, own: null);
            var sources = RepairSources.Read(_place, _definition.From);
            RefuseRunning(sources);
            RepairPlan plan = RepairPlanner.Make(_place, sources, _time, progress, cancellationToken);
            string? kept = plan.Report.IsNeeded && plan.Old is { Length: > 0 } old ? FreeName(old) : null;
            MssRepair planned = plan.Report with { KeptAside = kept is null ? null : Path.Join(_place.Folder, kept) };
            if (!planned.IsNeeded || !isWanted(planned))
            {
                return plan.Report;
            }

            Store(plan, kept);
            return planned with { IsChanged = true };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(_place.Folder, failure);
        }
    }

    // First the copy, then the new one: whenever this ends, a manifest is there, and what it was is not lost.
    private void Store(RepairPlan plan, string? kept)
    {
        using GroupLock @lock = GroupLock.Take(Target);
        GroupLock.RefuseHeld(_place.Folder, @lock);
        RefuseWritten(plan);
        var sink = new FolderSink(_place.Folder, durable: true, @lock.Claim);
        if (kept is not null && !File.Exists(Path.Join(_place.Folder, kept)))
        {
            sink.StoreManifest(kept, plan.Old);
        }

        sink.StoreManifest(Target.ManifestName, plan.Manifest);
    }

    // The plan was made without the lock, which is a file; and who is asked may take his time.
    private void RefuseWritten(RepairPlan plan)
    {
        byte[]? now = RepairSources.ReadBytes(_place);
        if ((now is null) != (plan.Old is null) || !now.AsSpan().SequenceEqual(plan.Old))
        {
            throw new MssException(
                MssError.GroupInUse, $"'{_place.Manifest}' was written by another one since it was looked at.", "Repair the group again, when nobody writes it.");
        }
    }

    // The first that is free, or holds these very bytes: who was interrupted goes on.
    private string FreeName(byte[] old)
    {
        for (int number = 1; ; number++)
        {
            string name = GroupLayout.KeptName(Target.ManifestName, number);
            var file = new FileInfo(Path.Join(_place.Folder, name));
            if (!Path.Exists(file.FullName) || (file.Exists && file.Length == old.Length && File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(old)))
            {
                return name;
            }
        }
    }

    // Our own groups have a lock; others have nothing but the time of their manifest.
    private void RefuseRunning(RepairSources sources)
    {
        if (_definition.Force || sources.Old is not { Manifest.IsLive: true } old || old.Manifest.StreamIndexes.All(IsOwn))
        {
            return;
        }

        TimeSpan idle = _time.GetUtcNow() - File.GetLastWriteTimeUtc(_place.Manifest);
        if (idle >= TimeSpan.Zero && idle < s_pause + (2 * old.Manifest.FragmentLength))
        {
            throw new MssException(
                MssError.GroupInUse,
                FormattableString.Invariant($"'{_place.Manifest}' is live and was written {idle.TotalSeconds:0} s ago: its packager may be running."),
                "Stop the packager and wait a few fragments long, or give -Force if it is gone.");
        }
    }

    private static bool IsOwn(PublishedStreamIndex index) => index.Url.Text.EndsWith("{start time}.fmp4", StringComparison.Ordinal);

    private static MssException Unusable(string folder, Exception failure) =>
        new(MssError.AccessDenied, $"'{folder}' cannot be used: {failure.Message}", innerException: failure);
}
