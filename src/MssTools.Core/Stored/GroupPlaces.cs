namespace MssTools.Core.Stored;

/// <summary>What a path of a group is: one of this machine, or an address in an object store.</summary>
internal static class GroupPlaces
{
    /// <summary>Finds the manifest of a place, or takes a manifest.</summary>
    /// <param name="path">Full path or address of either.</param>
    /// <exception cref="MssException">NotFound: there is none; what an object store refuses.</exception>
    public static IGroupPlace Of(string path) => ObjectAddress.IsOne(path) ? ObjectPlace.Of(path) : FolderPlace.Of(path);
}
