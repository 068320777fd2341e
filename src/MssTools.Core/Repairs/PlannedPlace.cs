using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>A group's folder with the manifest that it is going to have.</summary>
/// <param name="folder">The folder; closed by its owner.</param>
/// <param name="manifest">The bytes of the manifest.</param>
internal sealed class PlannedPlace(FolderPlace folder, ReadOnlyMemory<byte> manifest) : IGroupPlace
{
    /// <inheritdoc/>
    public string Manifest => folder.Manifest;

    /// <inheritdoc/>
    public bool CanList => folder.CanList;

    /// <inheritdoc/>
    public Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoredDocument(Manifest, new MemoryBytes(Manifest, manifest), Http: null, Problem: null));

    /// <inheritdoc/>
    public Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken) => folder.OpenAsync(url, limit, cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<string> List() => folder.List();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open.
    }
}
