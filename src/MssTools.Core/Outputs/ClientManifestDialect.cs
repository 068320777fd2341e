using MssTools.Core.Manifests;

namespace MssTools.Core.Outputs;

/// <summary>The Smooth Streaming client manifest, and those of the parts of a group beside it.</summary>
/// <param name="manifestName">File name of the group's manifest.</param>
internal sealed class ClientManifestDialect(string manifestName) : IManifestDialect
{
    /// <inheritdoc/>
    public IEnumerable<ManifestDocument> Write(ManifestUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Manifest is not null)
        {
            yield return new ManifestDocument(manifestName, () => ClientManifestWriter.Write(update.Manifest));
        }

        foreach (ManifestPart part in update.Parts)
        {
            yield return new ManifestDocument(part.Name, () => ClientManifestWriter.Write(part.Manifest));
        }
    }
}
