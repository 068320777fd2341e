using System.Xml.Linq;
using MssTools.Core.Manifests;

namespace MssTools.Core.Repairs;

/// <summary>A manifest that a repair takes names, codecs and addresses from.</summary>
/// <param name="Name">Its full path.</param>
/// <param name="Root">Its elements, as <see cref="ManifestElements"/> has them.</param>
/// <param name="Manifest">What it says; of a broken one, as far as it could be read.</param>
/// <param name="IsWhole">False where the document is broken.</param>
internal sealed record ManifestSource(string Name, XElement Root, PublishedManifest Manifest, bool IsWhole)
{
    /// <summary>The StreamIndexes as they are published, each with its element.</summary>
    public IReadOnlyList<(PublishedStreamIndex Index, XElement Element)> Indexes { get; } = [.. Manifest.StreamIndexes.Zip(ManifestElements.IndexesOf(Root))];

    /// <summary>The StreamIndex that is called like one of another manifest; where either has several of that name, the one of its address.</summary>
    /// <returns>Null where there is none, or where nothing tells which one it is.</returns>
    public (PublishedStreamIndex Index, XElement Element)? Find(XElement like)
    {
        ArgumentNullException.ThrowIfNull(like);
        string name = ManifestElements.NameOf(like);
        List<(PublishedStreamIndex Index, XElement Element)> found = [.. Indexes.Where(i => i.Index.Name == name)];
        if (found.Count > 1 || ManifestElements.IndexesOf(like.Parent!).Count(index => ManifestElements.NameOf(index) == name) > 1)
        {
            found.RemoveAll(i => i.Index.Url.Text != (string?)like.Attribute("Url"));
        }

        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Reads a manifest, or what is left of one.</summary>
    /// <param name="bytes">Its bytes; anything.</param>
    /// <param name="name">Its full path.</param>
    /// <param name="problem">Why it is not whole; null where it is.</param>
    /// <returns>Null where nothing of it can be used.</returns>
    public static ManifestSource? Read(ReadOnlyMemory<byte> bytes, string name, out string? problem)
    {
        problem = null;
        XElement? root = ManifestElements.Read(bytes, out string? fault);
        try
        {
            PublishedManifest manifest = ClientManifestReader.Read(bytes, name);
            if (fault is null)
            {
                return new ManifestSource(name, root!, manifest, IsWhole: true);
            }

            problem = $"'{name}' cannot be kept whole: {fault}";
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            problem = failure.Message;
        }

        // Rows whose numbers are none must not take the settings along.
        return root is not null && Of(root, name, isWhole: false) is { } left && left.Manifest.StreamIndexes.Any(index => index.Levels.Count > 0)
            ? left
            : null;
    }

    /// <summary>A source of elements.</summary>
    /// <param name="root">The elements.</param>
    /// <param name="name">Where they come from.</param>
    /// <param name="isWhole">False where some may be missing.</param>
    /// <returns>Null where they make no manifest.</returns>
    public static ManifestSource? Of(XElement root, string name, bool isWhole)
    {
        try
        {
            byte[] bytes = ManifestRewriter.Serialize(root, new Dictionary<XElement, IReadOnlyList<RepairRow>>());
            return new ManifestSource(name, root, ClientManifestReader.Read(bytes, name), isWhole);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return null;
        }
    }
}
