using MssTools.Core.Manifests;
using MssTools.Core.Stored;

namespace MssTools.Core.Origin;

/// <summary>A recorded presentation as it is served: its manifest, and where its fragments are.</summary>
internal sealed class ServedPresentation
{
    private readonly Dictionary<(string Name, long Bitrate), (StoredFile File, IsmTrack Track, bool IsVideo)> _tracks;

    private ServedPresentation(ServedManifest group, Dictionary<(string Name, long Bitrate), (StoredFile File, IsmTrack Track, bool IsVideo)> tracks) =>
        (Group, _tracks) = (group, tracks);

    /// <summary>Its manifest, as that of a group.</summary>
    public ServedManifest Group { get; }

    /// <summary>Makes it; null where nothing of it can be served.</summary>
    /// <param name="file">The server manifest.</param>
    /// <param name="presentation">What it says.</param>
    /// <param name="files">The files that it names and that are there.</param>
    /// <param name="client">The client manifest, where there is one.</param>
    /// <exception cref="IOException">The client manifest cannot be read.</exception>
    public static ServedPresentation? Make(
        StoredFile file,
        IsmPresentation presentation,
        IReadOnlyDictionary<string, (StoredFile File, IReadOnlyDictionary<uint, IsmTrack> Tracks)> files,
        StoredFile? client)
    {
        ArgumentNullException.ThrowIfNull(presentation);
        IReadOnlyList<IsmManifest.Entry> entries = IsmManifest.Name(presentation.Tracks
            .Where(track => files.ContainsKey(track.Source) && files[track.Source].Tracks.ContainsKey(track.TrackId))
            .Select(track => (track, files[track.Source].Tracks[track.TrackId])));
        StoredFile version = new(
            file.FullPath,
            files.Values.Sum(f => f.File.Length) + file.Length + (client?.Length ?? 0),
            files.Values.Select(f => f.File.Written).Append(file.Written).Append(client?.Written ?? file.Written).Max());
        return Manifest(version, entries, client) is not { } group ? null : new ServedPresentation(
            group,
            entries.ToDictionary(
                entry => (entry.Name, entry.Bitrate),
                entry => (files[entry.Stated.Source].File, entry.Track, entry.Stated.Kind == Media.MediaKind.Video)));
    }

    /// <summary>The fragment of an address; null where there is none.</summary>
    public (StoredFile File, IsmFragment Fragment, bool IsVideo)? Find(SmoothAddress.Fragment address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _tracks.TryGetValue((address.StreamIndex, address.Bitrate), out (StoredFile File, IsmTrack Track, bool IsVideo) found)
            && found.Track.At(address.Time) is { } fragment
                ? (found.File, fragment, found.IsVideo)
                : null;
    }

    // The client manifest that lies there may tell more than we know; one that names what is not there is no use.
    private static ServedManifest? Manifest(StoredFile version, IReadOnlyList<IsmManifest.Entry> entries, StoredFile? client)
    {
        if (client is not null && ReadClient(client) is { } own && IsmManifest.Fits(own.Manifest, entries))
        {
            return own with { File = version };
        }

        if (IsmManifest.Make(entries) is not { } made)
        {
            return null;
        }

        byte[] bytes = ClientManifestWriter.Write(made);
        return new ServedManifest(version, bytes, ClientManifestReader.Read(bytes, version.FullPath));
    }

    private static ServedManifest? ReadClient(StoredFile file)
    {
        if (file.Length > StoredGroup.LargestFragment)
        {
            return null;
        }

        try
        {
            using var stored = new FileBytes(file.FullPath);
            byte[] bytes = new byte[stored.Length];
            stored.Read(0, bytes);
            return new ServedManifest(file, bytes, ClientManifestReader.Read(bytes, file.FullPath));
        }
        catch (MssException)
        {
            return null;
        }
    }
}
