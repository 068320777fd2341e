using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>A recorded presentation as servers publish it: a server manifest, <c>.ism</c>, with its Smooth files beside or below it.</summary>
/// <param name="FullPath">Where the server manifest is.</param>
/// <param name="Manifest">What it says.</param>
internal sealed record IsmPresentation(string FullPath, ServerManifest Manifest)
{
    /// <summary>What server manifests are called.</summary>
    public const string Extension = ".ism";

    private const int MostLevels = 8;

    /// <summary>The tracks that can be packaged and served: pictures and sound.</summary>
    public IReadOnlyList<ServerManifestTrack> Tracks { get; } = [.. Manifest.Tracks.Where(track => track.Kind is not null)];

    /// <summary>Reads a server manifest from the disk.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="MssException">
    /// MalformedInput: it is none, or names what may not be named; NoMedia: it names no pictures and no sound; SourceFailed: it cannot be read.
    /// </exception>
    public static IsmPresentation Read(string path)
    {
        try
        {
            using var file = new FileBytes(path);
            if (file.Length > SmilReader.LargestDocument)
            {
                throw new MssException(
                    MssError.MalformedInput, $"'{path}' is no server manifest: it has {file.Length} bytes, {SmilReader.LargestDocument} are taken.");
            }

            byte[] bytes = new byte[file.Length];
            file.Read(0, bytes);
            var presentation = new IsmPresentation(path, SmilReader.Read(bytes, path));
            foreach (ServerManifestTrack track in presentation.Tracks)
            {
                presentation.NamesOf(track.Source);
            }

            return presentation.Tracks.Count > 0 ? presentation : throw new MssException(MssError.NoMedia, $"'{path}' names no pictures and no sound.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.SourceFailed, $"'{path}' cannot be read: {failure.Message}", innerException: failure);
        }
    }

    /// <summary>The names that lead from the manifest's folder to a file that it names.</summary>
    /// <param name="source">The file, as the manifest has it.</param>
    /// <exception cref="MssException">MalformedInput: it leads elsewhere, or nowhere.</exception>
    public IReadOnlyList<string> NamesOf(string source)
    {
        string[] names = source.Split('/', '\\');
        return source.Length > 0 && names.Length <= MostLevels && Array.TrueForAll(names, IsName)
            ? names
            : throw new MssException(
                MssError.MalformedInput,
                $"'{FullPath}' names the file {ForeignText.Value(source)}, which is not in its folder.",
                "Put the files beside the server manifest, and name them without '..' and without a root.");
    }

    /// <summary>Full path of a file that the manifest names.</summary>
    /// <exception cref="MssException">
    /// MalformedInput: it leads elsewhere, by its name or by a link; NotFound: it is not there.
    /// </exception>
    public string PathOf(string source)
    {
        string path = Path.GetDirectoryName(FullPath)!;
        foreach (string name in NamesOf(source))
        {
            path = Path.Join(path, name);
            if (Path.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0)
            {
                throw new MssException(
                    MssError.MalformedInput, $"'{FullPath}' names '{path}', which is a link.", "Put the file itself beside the server manifest.");
            }
        }

        return File.Exists(path)
            ? path
            : throw new MssException(MssError.NotFound, $"'{FullPath}' names '{path}', which does not exist.", "Bring all files of the presentation.");
    }

    // What begins with a dot is hidden, or leads upwards.
    private static bool IsName(string name) =>
        name.Length > 0 && name[0] != '.' && name.Trim().Length > 0 && !name.AsSpan().ContainsAny(':', '\0') && !name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars());
}
