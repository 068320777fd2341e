using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>Rebuilds the manifest of a group in a folder from its fragments, whoever made it. Fragments are never changed or deleted.</summary>
internal sealed class GroupRepairer
{
    private const string OwnManifest = "manifest.ismc";
    private const string StandardManifest = "Manifest";

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
    /// <exception cref="MssException">NotFound: there is no such folder; InvalidSetting: it is the manifest of a part.</exception>
    public static GroupRepairer Open(RepairDefinition definition, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        string manifest = Directory.Exists(definition.Path) ? ManifestIn(definition.Path) : definition.Path;
        if (!Directory.Exists(Path.GetDirectoryName(manifest)) || (!File.Exists(manifest) && !IsManifestName(Path.GetFileName(manifest))))
        {
            throw new MssException(
                MssError.NotFound,
                $"'{definition.Path}' does not exist.",
                "Give a group's folder, or its manifest: a file that ends in .ismc, or is called Manifest.");
        }

        if (IsPart(manifest))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{manifest}' is the manifest of a part of the group, which has one decoder configuration.",
                "Give the group's folder.");
        }

        return new GroupRepairer(definition, FolderPlace.At(Path.GetFullPath(manifest)), time);
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
            using GroupLock @lock = GroupLock.Take(Target);
            var sources = RepairSources.Read(_place, _definition.From);
            RefuseRunning(sources);
            RepairPlan plan = RepairPlanner.Make(_place, sources, _time, progress, cancellationToken);
            string? kept = plan.Report.IsNeeded && plan.Old is { Length: > 0 } old ? FreeName(old) : null;
            MssRepair planned = plan.Report with { KeptAside = kept is null ? null : Path.Join(_place.Folder, kept) };
            if (!planned.IsNeeded || !isWanted(planned))
            {
                return plan.Report;
            }

            Store(plan, kept, @lock);
            return planned with { IsChanged = true };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{_place.Folder}' cannot be used: {failure.Message}", innerException: failure);
        }
    }

    // First the copy, then the new one: whenever this ends, a manifest is there, and what it was is not lost.
    private void Store(RepairPlan plan, string? kept, GroupLock @lock)
    {
        var sink = new FolderSink(_place.Folder, durable: true, @lock.Claim);
        if (kept is not null && !File.Exists(Path.Join(_place.Folder, kept)))
        {
            sink.StoreManifest(kept, plan.Old);
        }

        sink.StoreManifest(Target.ManifestName, plan.Manifest);
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

    private static string ManifestIn(string folder)
    {
        string? found = null;
        try
        {
            using var place = FolderPlace.Of(folder);
            found = place.Manifest;
        }
        catch (MssException failure) when (failure.Code == MssError.NotFound)
        {
            // It is what is to be made.
        }

        if (found is not null && !GroupLayout.IsPartName(OwnManifest, Path.GetFileName(found)))
        {
            return found;
        }

        using var empty = FolderPlace.At(Path.Join(folder, OwnManifest));
        bool isStandard = empty.List().Select(KnownPlace.Of).FirstOrDefault(known => known is not null) is { } known
            && known.Url.StartsWith("QualityLevels", StringComparison.Ordinal);
        return Path.Join(folder, isStandard ? StandardManifest : OwnManifest);
    }

    private static bool IsManifestName(string name) => name == StandardManifest || name.EndsWith(".ismc", StringComparison.Ordinal);

    private static bool IsPart(string manifest) => Path.GetDirectoryName(manifest) is { } folder
        && Directory.EnumerateFiles(folder, "*.ismc").Select(path => Path.GetFileName(path)!).Append(OwnManifest)
            .Any(other => GroupLayout.IsPartName(other, Path.GetFileName(manifest)));
}
