namespace MssTools.Cmdlets;

/// <summary>
/// The folders of demos that nobody gave a folder: always the same ones, in the temporary folder of the user. An engine takes the first that no other
/// process has.
/// </summary>
internal static class DemoFolders
{
    private const int Count = 9; // demos of one user at a time

    /// <summary>Full paths, in the order in which they are tried.</summary>
    /// <param name="service">The service that the demo is of; empty: the engine of the session.</param>
    public static IEnumerable<string> Of(string service)
    {
        // The user's name, because some systems have one temporary folder for all.
        string first = Path.Join(Path.GetTempPath(), FileName(service.Length == 0
            ? $"msstools-demo-{Environment.UserName}"
            : $"msstools-demo-{Environment.UserName}-{service}"));
        return Enumerable.Range(1, Count).Select(number => number == 1 ? first : $"{first}-{number}");
    }

    private static string FileName(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
