using System.Reflection;

namespace MssTools.Integration.Tests;

/// <summary>Where things are in the repository that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The renditions of the sample clip, the smallest first.</summary>
    public static IReadOnlyList<string> Samples { get; } =
        [PathOf("examples/media/low.mp4"), PathOf("examples/media/mid.mp4"), PathOf("examples/media/high.mp4")];

    /// <summary>The script host, to be run by <c>dotnet</c>.</summary>
    public static string Host { get; } = Metadata("Host");

    /// <summary>Full path of a file of the repository.</summary>
    public static string PathOf(string path) => Path.GetFullPath(Path.Join(Metadata("RepositoryRoot"), path));

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
