namespace MssTools.Core.Outputs;

/// <summary>
/// One way to write down for players what a group lists. Each output has its own ones, which may remember what they wrote, and asks
/// them on one thread. None knows of another.
/// </summary>
internal interface IManifestDialect
{
    /// <summary>
    /// The documents that change with an update, whole. Each replaces the one of its name and is stored, again and again where that
    /// fails, before a fragment that the update lets go is deleted.
    /// </summary>
    /// <param name="update">What follows from an event of the group; updates come in order, and each once.</param>
    IEnumerable<ManifestDocument> Write(ManifestUpdate update);
}

/// <summary>A document that names fragments.</summary>
/// <param name="Name">Its name in the group's place.</param>
/// <param name="Write">Makes its bytes: when it is stored, which may be several times, or never where another replaces it before.</param>
internal readonly record struct ManifestDocument(string Name, Func<byte[]> Write);
