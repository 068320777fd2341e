namespace MssTools.Core.Outputs;

/// <summary>What was published after an event of the group.</summary>
/// <param name="Update">What followed from the event.</param>
/// <param name="Manifest">How it went with the manifests; null: there was none to store, or it is stored with the next update.</param>
/// <param name="Deletion">How it went with expired fragments; null: there was none to delete.</param>
internal sealed record PublishedUpdate(ManifestUpdate Update, ManifestAttempt? Manifest, DeletionAttempt? Deletion);

/// <summary>An attempt to store manifests.</summary>
/// <param name="Failure">Why it failed, or null.</param>
internal readonly record struct ManifestAttempt(MssException? Failure);

/// <summary>An attempt to delete expired fragments.</summary>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Left">How many are still there.</param>
internal readonly record struct DeletionAttempt(MssException? Failure, long Left);
