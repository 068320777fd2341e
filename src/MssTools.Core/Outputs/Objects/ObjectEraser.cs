using MssTools.Core.Manifests;
using MssTools.Core.Objects;

namespace MssTools.Core.Outputs.Objects;

/// <summary>Deletes a group from an object store: what its layout and its manifest name, and nothing else.</summary>
internal static class ObjectEraser
{
    /// <summary>Deletes the manifest first, so that no player is sent to what goes next, and the epoch last; then all that can be deleted.</summary>
    /// <param name="definition">The group, which nobody writes any more.</param>
    /// <param name="cancellationToken">Ends the work between two objects.</param>
    /// <returns>How many objects are left because the token was cancelled.</returns>
    /// <exception cref="MssException">SinkFailed: objects cannot be deleted; it counts them. SourceFailed, AccessDenied or TimedOut: they cannot be listed.</exception>
    public static int Erase(StreamDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var folder = ObjectFolder.Open(definition.GroupFolder);
        List<string> names = Find(folder, definition);
        int done = 0;
        int refused = 0;
        MssException? first = null;
        for (; done < names.Count && !cancellationToken.IsCancellationRequested; done++)
        {
            try
            {
                folder.Delete(names[done], CancellationToken.None);
            }
            catch (MssException failure)
            {
                (refused, first) = (refused + 1, first ?? failure);
            }
        }

        return done < names.Count ? names.Count - done + refused
            : first is null ? 0
            : throw new MssException(
                MssError.SinkFailed,
                $"{refused} of {names.Count} objects in '{folder.Name}' cannot be deleted: {first.Message}",
                "Check the rights of the credentials, then run Remove-MSSGroup -DeleteFile again.",
                first);
    }

    /// <summary>Counts what would be deleted.</summary>
    /// <exception cref="MssException">SourceFailed, AccessDenied or TimedOut: the objects cannot be listed.</exception>
    public static GroupFiles Count(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var folder = ObjectFolder.Open(definition.GroupFolder);
        List<string> names = Find(folder, definition);
        int manifests = names.Count(name => name == definition.ManifestName || GroupLayout.IsOtherManifest(definition.ManifestName, name));
        int epochs = names.Count(name => name == ObjectFence.NameOf(definition.ManifestName));
        return new GroupFiles(manifests, names.Count - manifests - epochs);
    }

    private static List<string> Find(ObjectFolder folder, StreamDefinition definition)
    {
        var layout = new GroupLayout(definition.LocalStreamNames, definition.TimeScale);
        string epoch = ObjectFence.NameOf(definition.ManifestName);
        return
        [
            .. folder.List("", CancellationToken.None)
                .Where(name => name == definition.ManifestName || name == epoch || GroupLayout.IsOtherManifest(definition.ManifestName, name) || layout.IsFragmentPath(name))
                .OrderBy(name => name == definition.ManifestName ? 0 : name == epoch ? 3 : GroupLayout.IsOtherManifest(definition.ManifestName, name) ? 1 : 2),
        ];
    }
}
