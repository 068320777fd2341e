using System.Diagnostics;

namespace MssTools.Integration.Tests.Browser;

/// <summary>Chromium, driven by playwright-core and <c>drive.mjs</c>.</summary>
internal static class Chromium
{
    private static readonly TimeSpan s_patience = Patience.Of(180);

    /// <summary>Where <c>.ci/run</c> installs playwright-core.</summary>
    public static string Library { get; } = Repository.PathOf("artifacts/browser");

    /// <summary>The pages, as the module ships them.</summary>
    public static string Pages { get; } = Repository.PathOf("module/web");

    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">Its name in <c>drive.mjs</c>.</param>
    /// <param name="server">Address of the server.</param>
    /// <param name="note">Gets each line as it is written.</param>
    /// <exception cref="InvalidOperationException">Something is not as it should be.</exception>
    public static async Task RunAsync(string scenario, string server, Action<string> note)
    {
        string shots = Repository.PathOf("artifacts/screenshots");
        Directory.CreateDirectory(shots);
        using Process process = Tool.Start(
            "node", Environment.CurrentDirectory, Repository.PathOf("tests/MssTools.Integration.Tests/Browser/drive.mjs"), scenario, server, Library, shots, $"{Patience.Factor}");
        using var limit = new CancellationTokenSource(s_patience);
        Task<string> complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var lines = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                note(line);
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{scenario} ended with {process.ExitCode}: {string.Join('\n', lines)}\n{await complaints}");
        }
    }
}
