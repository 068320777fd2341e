using System.Reflection;
using System.Runtime.Loader;

namespace MssTools.Core.Objects;

/// <summary>Keeps MssTools.Cloud and the SDKs that it brings apart from all others; loaded once, where an address needs them.</summary>
internal sealed class CloudContext : AssemblyLoadContext
{
    private const string Program = "MssTools.Cloud";

    private static readonly Lazy<IObjectStoreProvider> s_provider = new(Load);

    private readonly string _folder;

    private CloudContext(string folder)
        : base(Program) => _folder = folder;

    /// <summary>Opens S3 and Azure.</summary>
    /// <exception cref="MssException">NotInstalled: the module was built without them.</exception>
    public static IObjectStoreProvider Provider => s_provider.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string path = Path.Join(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null; // the engine's own ones come from where it is
    }

    private static IObjectStoreProvider Load() => throw new NotImplementedException();
}
