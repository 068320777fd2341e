using System.Diagnostics;

namespace MssTools.Integration.Tests;

/// <summary>MssTools.Host in a process of its own.</summary>
internal static class HostProcess
{
    /// <summary>Runs a script of ours to its end, in a folder.</summary>
    public static async Task<string> RunFileAsync(TemporaryFolder folder, string script, params IEnumerable<string> arguments)
    {
        using Process process = StartFile(folder, script, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'{script}' ended with {process.ExitCode}: {await complaints}{await output}");
    }

    /// <summary>Runs script text to its end, in a folder.</summary>
    public static Task<string> RunScriptAsync(TemporaryFolder folder, string text) => RunFileAsync(folder, Write(folder, text));

    /// <summary>Starts script text; the caller's to end.</summary>
    public static Process StartScript(TemporaryFolder folder, string text) => StartFile(folder, Write(folder, text));

    private static Process StartFile(TemporaryFolder folder, string script, params IEnumerable<string> arguments) =>
        Tool.Start(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            folder.FullName, [Repository.Host, script, .. arguments]);

    private static string Write(TemporaryFolder folder, string text)
    {
        string script = folder.PathOf("script.ps1");
        File.WriteAllText(script, $"$ErrorActionPreference = 'Stop'\n{text}\n");
        return script;
    }
}
