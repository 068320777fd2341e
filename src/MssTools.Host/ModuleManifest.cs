using System.Reflection;

namespace MssTools.Host;

/// <summary>
/// Finds the module: beside the program where both were deployed, else in the repository it was built from.
/// </summary>
internal static class ModuleManifest
{
    private const string FileName = "MssTools.psd1";

    /// <summary>Full path of the module manifest.</summary>
    public static string Find()
    {
        string deployed = Path.Join(AppContext.BaseDirectory, FileName);
        return File.Exists(deployed)
            ? deployed
            : typeof(ModuleManifest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .First(a => a.Key == "ModuleManifest").Value!;
    }
}
