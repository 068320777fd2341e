using System.Reflection;
using System.Runtime.Loader;

namespace MssTools.Core.Services.Cluster;

/// <summary>
/// Loads the part that makes services nodes, from a folder of its own and into a context of its own: it brings other builds of assemblies that the
/// engine has, too. What is of the engine it takes from the engine.
/// </summary>
internal sealed class ClusterAssembly : AssemblyLoadContext
{
    private const string PartName = "MssTools.Cluster";

    private readonly string _folder;

    private ClusterAssembly(string folder)
        : base(PartName) => _folder = folder;

    /// <summary>The provider of the installed part.</summary>
    /// <exception cref="MssException">NotInstalled.</exception>
    public static IClusterProvider Load()
    {
        string folder = Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "../../cluster"));
        string file = Path.Join(folder, PartName + ".dll");
        if (!File.Exists(file))
        {
            throw new MssException(
                MssError.NotInstalled,
                $"The service is to be a node of a cluster, and '{file}' is not there.",
                "Run ./build.ps1 -Cluster, or dotnet build src/MssTools.Cluster -t:Stage, in the folder of the module.");
        }

        var context = new ClusterAssembly(folder);
        using (context.EnterContextualReflection()) // what looks for its own parts by name finds them here
        {
            Type provider = context.LoadFromAssemblyPath(file).GetTypes().Single(type => type.IsClass && typeof(IClusterProvider).IsAssignableFrom(type));
            return (IClusterProvider)Activator.CreateInstance(provider, nonPublic: true)!;
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string file = Path.Join(_folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
