using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Outputs.Objects;

namespace MssTools.Core.Outputs;

/// <summary>What a target of a group is: a folder, or a place in an object store.</summary>
internal static class Destinations
{
    /// <summary>Takes the target of a group for its writer.</summary>
    /// <param name="definition">The group, with this target.</param>
    /// <param name="layout">Names its fragments.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MssException">The target cannot be used, or is not to be overwritten.</exception>
    public static IDestination Open(StreamDefinition definition, GroupLayout layout, TimeProvider time) => IsStore(definition)
        ? ObjectDestination.Open(definition, layout, time)
        : GroupFolder.Open(definition, layout, time);

    /// <summary>Deletes a group; the manifest goes first.</summary>
    /// <param name="definition">The group, which nobody writes any more, with this target.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <returns>How many files are left because the token was cancelled.</returns>
    /// <exception cref="MssException">Files cannot be deleted; it counts them.</exception>
    public static int Erase(StreamDefinition definition, CancellationToken cancellationToken) => IsStore(definition)
        ? ObjectEraser.Erase(definition, cancellationToken)
        : GroupEraser.Erase(definition, cancellationToken);

    /// <summary>Counts what would be deleted.</summary>
    /// <exception cref="MssException">The target cannot be read.</exception>
    public static GroupFiles Count(StreamDefinition definition) => IsStore(definition) ? ObjectEraser.Count(definition) : GroupEraser.Count(definition);

    /// <summary>What a group was made of that is finished there; null: it is not, or nobody noted it.</summary>
    /// <param name="definition">The group, with this target.</param>
    /// <exception cref="MssException">The target cannot be read.</exception>
    public static string? FinishedAs(StreamDefinition definition) =>
        IsStore(definition) ? ObjectDestination.FinishedAs(definition) : GroupFolder.FinishedAs(definition);

    private static bool IsStore(StreamDefinition definition) => ObjectAddress.IsOne(definition.TargetFolder);
}
