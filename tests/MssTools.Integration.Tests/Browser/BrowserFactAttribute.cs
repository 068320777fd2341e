namespace MssTools.Integration.Tests.Browser;

/// <summary>A test in Chromium, a real player; skipped, with the reason, where Chromium or what drives it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : PlayerFactAttribute
{
    /// <summary>Looks for what the test needs.</summary>
    public BrowserFactAttribute() => Skip = MissingTools.ReasonToSkip(["chromium", "node"])
        ?? Missing("playwright-core", Path.Join(Chromium.Library, "node_modules/playwright-core"))
        ?? Missing("dash.js", Path.Join(Chromium.Pages, "dashjs"));

    private static string? Missing(string client, string folder) =>
        Directory.Exists(folder) ? null : $"Missing client: {client} is not in {Path.GetRelativePath(Repository.PathOf("."), folder)}.";
}
