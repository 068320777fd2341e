using MssTools.Core.Objects;

namespace MssTools.Bench.Nodes;

/// <summary>Where the groups of all nodes are stored, as a reader sees it.</summary>
internal abstract class NodesTarget : IDisposable
{
    /// <summary>What groups have for a target folder.</summary>
    public abstract string Folder { get; }

    /// <summary>Reads a document of a group; null: there is none.</summary>
    public abstract byte[]? Read(string group, string path);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A folder that all nodes see.</summary>
internal sealed class FolderTarget(string folder) : NodesTarget
{
    /// <inheritdoc/>
    public override string Folder => folder;

    /// <inheritdoc/>
    public override byte[]? Read(string group, string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Join(folder, group, path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}

/// <summary>A bucket. What this process and the nodes, its children, need to reach it is in the environment.</summary>
/// <param name="server">The store; ends with this.</param>
/// <param name="bucket">Its address, as <c>s3://media</c>.</param>
internal sealed class BucketTarget(IDisposable server, string bucket) : NodesTarget
{
    private const string Prefix = "live";
    private const long Most = 64 << 20;

    private static readonly IObjectStoreProvider s_provider = CloudPart.Load(ToolPath.Cloud);

    private readonly IDisposable _use = ObjectStores.Use(bucket, s_provider);
    private readonly IObjectStore _store = s_provider.Open(ObjectAddress.Parse(bucket));

    /// <inheritdoc/>
    public override string Folder => $"{bucket}/{Prefix}";

    /// <inheritdoc/>
    public override byte[]? Read(string group, string path) =>
        _store.GetAsync($"{Prefix}/{group}/{path}", Most, CancellationToken.None).GetAwaiter().GetResult()?.Bytes.ToArray();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _store.Dispose();
        _use.Dispose();
        server.Dispose();
    }
}
