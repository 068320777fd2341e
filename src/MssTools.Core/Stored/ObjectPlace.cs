using MssTools.Core.Manifests;
using MssTools.Core.Objects;

namespace MssTools.Core.Stored;

/// <summary>A group in an object store.</summary>
internal sealed class ObjectPlace : IGroupPlace
{
    private const string Extension = ".ismc";
    private const string Other = "Manifest";

    private readonly ObjectFolder _folder;
    private readonly string _name;

    private ObjectPlace(ObjectFolder folder, string name) => (_folder, _name) = (folder, name);

    /// <inheritdoc/>
    public string Manifest => $"{_folder.Name}/{_name}";

    /// <inheritdoc/>
    public bool CanList => true;

    /// <summary>Finds the manifest below an address, or takes a manifest.</summary>
    /// <param name="address">Address of either.</param>
    /// <exception cref="MssException">NotFound: there is none; InvalidSetting or NotInstalled; SourceFailed, AccessDenied or TimedOut: the store.</exception>
    public static ObjectPlace Of(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int end = address.LastIndexOf('/');
        string last = address[(end + 1)..];
        if (last.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || last == Other)
        {
            return new ObjectPlace(ObjectFolder.Open(address[..end]), last);
        }

        var folder = ObjectFolder.Open(address);
        try
        {
            return new ObjectPlace(folder, Find(folder) ?? throw NotFound(folder));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken) =>
        OpenNamedAsync(_name, ClientManifestReader.LargestManifest, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken) =>
        OpenNamedAsync(Uri.UnescapeDataString(url), limit, cancellationToken);

    /// <inheritdoc/>
    public IEnumerable<string> List() => _folder.List("", CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // As in a folder: manifest.ismc first, then any other, then the name that ffmpeg and Smooth URLs have.
    private static string? Find(ObjectFolder folder)
    {
        const string Usual = "manifest.ismc";
        return folder.List(Usual, CancellationToken.None).FirstOrDefault() == Usual
            ? Usual
            : folder.List("", CancellationToken.None).Where(name => !name.Contains('/', StringComparison.Ordinal)).Aggregate(
                (string?)null, static (best, name) => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && best is null or Other ? name
                    : name == Other ? best ?? name
                    : best);
    }

    private async Task<StoredDocument> OpenNamedAsync(string name, long limit, CancellationToken cancellationToken)
    {
        string shown = $"{_folder.Name}/{name}";
        if (name.Split('/').Any(static part => part is "" or "." or ".."))
        {
            return new StoredDocument(shown, Bytes: null, Http: null, "its address leads out of the manifest's place");
        }

        return await _folder.GetAsync(name, limit, cancellationToken).ConfigureAwait(false) is { } there
            ? new StoredDocument(shown, new MemoryBytes(shown, there.Bytes), Http: null, Problem: null) { Written = there.Written }
            : new StoredDocument(shown, Bytes: null, Http: null, "there is no such object");
    }

    private static MssException NotFound(ObjectFolder folder) => new(
        MssError.NotFound, $"'{folder.Name}' holds no manifest.", "Give a group's place, or its manifest: an object that ends in .ismc, or is called Manifest.");
}
