using System.Runtime.CompilerServices;

namespace MssTools.Core.Tests;

/// <summary>Finds the files under <c>tests/golden</c>.</summary>
internal static class GoldenFiles
{
    private static readonly string s_root = Path.GetFullPath(Path.Join(Here(), "..", "golden"));

    /// <summary>Full path of a file, from its path within the folder.</summary>
    public static string PathOf(params string[] parts) => Path.Join([s_root, .. parts]);

    /// <summary>What a file says, with lines as we write them; where MSS_UPDATE_GOLDEN is 1 it is written anew before.</summary>
    /// <param name="made">What is made now.</param>
    /// <param name="parts">The file's path within the folder.</param>
    public static string ReadAs(string made, params string[] parts)
    {
        if (Environment.GetEnvironmentVariable("MSS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(PathOf(parts), made);
        }

        return File.ReadAllText(PathOf(parts)).ReplaceLineEndings("\n");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
