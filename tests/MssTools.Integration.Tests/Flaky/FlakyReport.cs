namespace MssTools.Integration.Tests;

/// <summary>
/// Tests that failed at first and were run once more: a file each in <c>artifacts/flaky</c>, from which <c>.ci/run</c>
/// makes its summary, and a line of its own in the output.
/// </summary>
internal static class FlakyReport
{
    private const int NameLimit = 120;

    /// <summary>Adds one. The file's first line is the test's name, the others are its first failure.</summary>
    public static void Add(string test, string failure)
    {
        Console.WriteLine($"FLAKY: {test}: {failure.Split('\n')[0]}");
        string folder = Directory.CreateDirectory(Repository.PathOf("artifacts/flaky")).FullName;
        string name = string.Concat(test.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        File.WriteAllText(
            Path.Join(folder, $"{name[Math.Max(0, name.Length - NameLimit)..]}.txt"), $"{test.ReplaceLineEndings(" ")}\n{failure}\n");
    }
}
