using System.Reflection;
using System.Runtime.Loader;

namespace MssTools.Core.Objects;

/// <summary>Keeps MssTools.Cloud and the SDKs that it brings apart from all others; loaded once, where an address needs them.</summary>
internal sealed class CloudContext : AssemblyLoadContext
{
    private const string Program = "MssTools.Cloud";
    private const string ProviderType = Program + ".CloudStores";

    private static readonly Lock s_lock = new();
    private static readonly Assembly s_core = typeof(CloudContext).Assembly;
    private static readonly AssemblyLoadContext s_engine = GetLoadContext(s_core)!;

    // module/cloud, beside module/bin/core.
    private static readonly string s_folder = Path.GetFullPath(Path.Join(Path.GetDirectoryName(s_core.Location), "../../cloud"));

    private static IObjectStoreProvider? s_provider;

    private readonly string _folder;

    private CloudContext(string folder)
        : base(Program) => _folder = folder;

    /// <summary>Opens S3 and Azure.</summary>
    /// <exception cref="MssException">NotInstalled: the module was built without them. It may be asked again when they are there.</exception>
    public static IObjectStoreProvider Provider
    {
        get
        {
            lock (s_lock)
            {
                return s_provider ??= Load(s_folder);
            }
        }
    }

    /// <summary>Loads what a folder has into a context of its own.</summary>
    /// <exception cref="MssException">NotInstalled: it is not there, or is another version's.</exception>
    internal static IObjectStoreProvider Load(string folder)
    {
        string path = Path.Join(folder, Program + ".dll");
        if (!File.Exists(path))
        {
            throw NotInstalled($"S3 and Azure Blob Storage need {Program}, which is not in '{folder}'.");
        }

        try
        {
            return (IObjectStoreProvider)Activator.CreateInstance(new CloudContext(folder).LoadFromAssemblyPath(path).GetType(ProviderType, throwOnError: true)!)!;
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or InvalidCastException)
        {
            throw NotInstalled($"{Program} in '{folder}' cannot be used by this version of the module: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (assemblyName.Name == s_core.GetName().Name)
        {
            return s_core;
        }

        string path = Path.Join(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) && assemblyName.Name != typeof(MssException).Assembly.GetName().Name ? LoadFromAssemblyPath(path) : OfEngine(assemblyName);
    }

    private static Assembly? OfEngine(AssemblyName assemblyName)
    {
        try
        {
            return s_engine.LoadFromAssemblyName(assemblyName);
        }
        catch (FileNotFoundException)
        {
            return null; // resources of a language, mostly
        }
    }

    private static MssException NotInstalled(string message) => new(MssError.NotInstalled, message, "Run ./build.ps1 -Cloud in the folder of the module's sources.");
}
