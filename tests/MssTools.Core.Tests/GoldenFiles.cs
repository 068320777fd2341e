using System.Runtime.CompilerServices;

namespace MssTools.Core.Tests;

/// <summary>Finds the files under <c>tests/golden</c>.</summary>
internal static class GoldenFiles
{
    private static readonly string s_root = Path.GetFullPath(Path.Join(Here(), "..", "golden"));

    /// <summary>Full path of a file, from its path within the folder.</summary>
    public static string PathOf(params string[] parts) => Path.Join([s_root, .. parts]);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
