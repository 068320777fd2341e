using MssTools.Core.Manifests;
using MssTools.Core.Outputs.Folder;
using MssTools.Core.Stored;

namespace MssTools.Core.Repairs;

/// <summary>The manifests that can tell what a group is: its own, the one that the user names, and what else its folder holds.</summary>
internal sealed class RepairSources
{
    private const int MostOthers = 200;

    private readonly FolderPlace _place;

    private RepairSources(FolderPlace place, byte[]? bytes, ManifestSource? from)
    {
        (_place, Bytes, From) = (place, bytes, from);
        string? problem = null;
        Old = bytes is null ? null : ManifestSource.Read(bytes, place.Manifest, out problem);
        Problem = bytes is null ? "it is not there" : bytes.Length == 0 ? "it is empty" : problem;
    }

    /// <summary>The group's manifest as it lies there; null where there is none.</summary>
    public byte[]? Bytes { get; }

    /// <summary>What it says; null where nothing of it can be read.</summary>
    public ManifestSource? Old { get; }

    /// <summary>Why it is not whole; null where it is.</summary>
    public string? Problem { get; }

    /// <summary>What the user names; null: nothing.</summary>
    public ManifestSource? From { get; }

    /// <summary>Reads the group's manifest and what the user names.</summary>
    /// <param name="place">The group's folder.</param>
    /// <param name="from">Full path of another manifest or of its folder; null: none is named.</param>
    /// <exception cref="MssException">
    /// NotFound: what the user names; MalformedInput: it is no manifest; SourceFailed: the group's manifest cannot be read.
    /// </exception>
    public static RepairSources Read(FolderPlace place, string? from)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new RepairSources(place, ReadBytes(place), from is null ? null : ReadFrom(place, from));
    }

    /// <summary>
    /// What else the folder holds, each read when it is asked for: the manifests of parts, oldest first, one that was being written, and
    /// the copies of earlier repairs, the newest first. Broken ones are passed over.
    /// </summary>
    public IEnumerable<ManifestSource> Others() => Parts().Concat(ReadEach(
        LayoutFiles.FindKept(_place.Folder, Path.GetFileName(_place.Manifest)).OrderByDescending(name => name.Length)
            .ThenByDescending(name => name, StringComparer.Ordinal).Prepend(FolderSink.TemporaryOf(_place.Manifest))));

    /// <summary>The manifests of the group's parts, oldest first.</summary>
    public IEnumerable<ManifestSource> Parts() => ReadEach(
        LayoutFiles.FindParts(_place.Folder, Path.GetFileName(_place.Manifest)).OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal));

    private static IEnumerable<ManifestSource> ReadEach(IEnumerable<string> files)
    {
        foreach (string path in files.Take(MostOthers))
        {
            if (ReadWhole(path) is { } source)
            {
                yield return source;
            }
        }
    }

    /// <summary>Reads another manifest.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>Null where it is not there, or not whole.</returns>
    public static ManifestSource? ReadWhole(string path)
    {
        try
        {
            using StoredDocument document = Open(path);
            return document.Bytes is { Length: > 0 } && ManifestSource.Read(StoredGroup.ReadWhole(document), path, out _) is { IsWhole: true } source ? source : null;
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null; // It is too large.
        }
    }

    /// <summary>Reads the group's manifest as it lies there now; null where there is none.</summary>
    /// <exception cref="MssException">SourceFailed: it cannot be read; MalformedInput: it is too large.</exception>
    public static byte[]? ReadBytes(FolderPlace place)
    {
        if (!File.Exists(place.Manifest))
        {
            return null;
        }

        using StoredDocument document = Open(place.Manifest);
        return document.Bytes is not null
            ? StoredGroup.ReadWhole(document)
            : throw new MssException(MssError.SourceFailed, $"'{place.Manifest}' cannot be read: {document.Problem}.");
    }

    private static ManifestSource ReadFrom(FolderPlace place, string from)
    {
        using var other = FolderPlace.Of(from);
        if (other.Manifest == place.Manifest)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"-From is '{from}', the group that is to be repaired.",
                "Give another manifest of the group: of its mirror, or an older copy.");
        }

        using StoredDocument document = Open(other.Manifest);
        return ManifestSource.Read(StoredGroup.ReadWhole(document), other.Manifest, out string? problem) is { IsWhole: true } source
            ? source
            : throw new MssException(MssError.MalformedInput, problem!, "Give -From with a manifest that is whole.");
    }

    private static StoredDocument Open(string path)
    {
        using var folder = FolderPlace.At(path);
        return folder.Open(Uri.EscapeDataString(Path.GetFileName(path)), ClientManifestReader.LargestManifest);
    }
}
