using System.Globalization;
using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>Which file is the manifest of a group, or would be. Whatever else lies in the folder must not become one.</summary>
internal static class GroupManifest
{
    private const string Own = "manifest.ismc";
    private const string Standard = "Manifest";
    private const string Extension = ".ismc";
    private const string Advice = "Give a group's folder, or its manifest: a file that ends in .ismc, or is called Manifest.";

    /// <summary>Finds it.</summary>
    /// <param name="path">Full path of a group's folder, or of its manifest, which need not be there.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="MssException">NotFound: there is no such folder; InvalidSetting: it is a file of another kind, or the manifest of a part.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static string Find(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return FindIn(full, cancellationToken);
        }

        bool isManifest = IsName(Path.GetFileName(full));
        if (!Directory.Exists(Path.GetDirectoryName(full)) || (!isManifest && !File.Exists(full)))
        {
            throw new MssException(MssError.NotFound, $"'{path}' does not exist.", Advice);
        }

        return !isManifest ? throw new MssException(MssError.InvalidSetting, $"'{path}' is no manifest by its name.", Advice)
            : WholeOf(full) is null ? full
            : throw new MssException(
                MssError.InvalidSetting,
                $"'{full}' is the manifest of a part of the group, which has one decoder configuration.",
                "Give the group's folder.");
    }

    private static string FindIn(string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var place = FolderPlace.Of(folder);
            return WholeOf(place.Manifest) ?? place.Manifest;
        }
        catch (MssException failure) when (failure.Code == MssError.NotFound)
        {
            // It is what is to be made.
        }

        using var empty = FolderPlace.At(Path.Join(folder, Own));
        foreach (string path in empty.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KnownPlace.Of(path) is { } known)
            {
                return Path.Join(folder, known.Url.StartsWith("QualityLevels", StringComparison.Ordinal) ? Standard : Own);
            }
        }

        return empty.Manifest;
    }

    private static bool IsName(string name) => name == Standard || name.EndsWith(Extension, StringComparison.Ordinal);

    // The manifest of the group that this one is of a part of; null where it is of a whole. Where the former is lost, a part is known by the
    // time in its name: movie_1080.ismc alone is a manifest like any other.
    private static string? WholeOf(string manifest)
    {
        if (!GroupLayout.TryReadPartName(Path.GetFileName(manifest), out string name, out string time)
            || Path.GetExtension(name) != Extension || name == Extension)
        {
            return null;
        }

        string whole = Path.Join(Path.GetDirectoryName(manifest), name);
        return name == Own || File.Exists(whole) || BeginsAt(manifest, time) ? whole : null;
    }

    private static bool BeginsAt(string manifest, string time) => RepairSources.ReadWhole(manifest) is { } source
        && source.Manifest.StreamIndexes.Where(index => index.Count > 0).Select(index => (long?)index.Start).Min() is { } start
        && time == start.ToString(CultureInfo.InvariantCulture);
}
