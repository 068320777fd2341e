using System.Reflection;
using System.Runtime.Loader;

namespace MssTools.Core;

/// <summary>
/// Keeps a part of the module that is built on demand, and the packages that it brings, apart from all others: other builds of assemblies that the engine has may be
/// among them. What is of the engine it takes from the engine.
/// </summary>
internal sealed class ModulePart : AssemblyLoadContext
{
    private static readonly Assembly s_core = typeof(ModulePart).Assembly;
    private static readonly Assembly s_model = typeof(MssException).Assembly;
    private static readonly AssemblyLoadContext s_engine = GetLoadContext(s_core)!;

    private readonly string _folder;

    private ModulePart(string name, string folder)
        : base(name) => _folder = folder;

    /// <summary>Full path of a folder beside module/bin.</summary>
    public static string FolderOf(string name) => Path.GetFullPath(Path.Join(Path.GetDirectoryName(s_core.Location), "../..", name));

    /// <summary>Loads a part.</summary>
    /// <typeparam name="T">What it provides.</typeparam>
    /// <param name="folder">Full path of its folder.</param>
    /// <param name="type">Full name of the type that provides it; the assembly has the name of its namespace.</param>
    /// <param name="purpose">Begins the sentence about its absence: what needs it.</param>
    /// <param name="action">What to do about that.</param>
    /// <exception cref="MssException">NotInstalled: it is not there, or is another version's.</exception>
    public static T Load<T>(string folder, string type, string purpose, string action)
        where T : class
    {
        string program = type[..type.LastIndexOf('.')];
        string path = Path.Join(folder, program + ".dll");
        if (!File.Exists(path))
        {
            throw new MssException(MssError.NotInstalled, $"{purpose} {program}, which is not in '{folder}'.", action);
        }

        try
        {
            var context = new ModulePart(program, folder);
            using (context.EnterContextualReflection()) // what looks for its own parts by name finds them here
            {
                return (T)Activator.CreateInstance(context.LoadFromAssemblyPath(path).GetType(type, throwOnError: true)!, nonPublic: true)!;
            }
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or InvalidCastException)
        {
            throw new MssException(
                MssError.NotInstalled, $"{program} in '{folder}' cannot be used by this version of the module: {failure.Message}", action, failure);
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
        return File.Exists(path) && assemblyName.Name != s_model.GetName().Name ? LoadFromAssemblyPath(path) : OfEngine(assemblyName);
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
}
