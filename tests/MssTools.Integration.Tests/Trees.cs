using System.Security.Cryptography;
using Xunit;

namespace MssTools.Integration.Tests;

/// <summary>Compares folders byte for byte.</summary>
internal static class Trees
{
    /// <summary>Asserts that two folders hold the same files with the same bytes.</summary>
    public static void AssertSame(string expected, string actual) => Assert.Equal(Describe(expected), Describe(actual));

    private static IEnumerable<string> Describe(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).Contains(".epoch-", StringComparison.Ordinal)) // says who wrote it, and when
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")
        .Order(StringComparer.Ordinal);
}
