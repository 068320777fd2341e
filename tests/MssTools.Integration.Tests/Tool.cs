using System.Diagnostics;

namespace MssTools.Integration.Tests;

/// <summary>A program that is not ours.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_patience = Patience.Of(60);

    /// <summary>True if the program is on the PATH.</summary>
    public static bool Exists(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Join(folder, name)) || File.Exists(Path.Join(folder, name + ".exe")));

    /// <summary>Runs a program to its end and returns what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than zero, or not in time.</exception>
    public static async Task<byte[]> RunAsync(string name, params IEnumerable<string> arguments)
    {
        using Process process = Start(name, Environment.CurrentDirectory, arguments);
        using var output = new MemoryStream();
        using var limit = new CancellationTokenSource(s_patience);
        Task<string> complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{name} did not end in {s_patience}: {await complaints}");
        }

        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException(
                $"{name} ended with {process.ExitCode}: {await complaints}{System.Text.Encoding.UTF8.GetString(output.ToArray())}");
    }

    /// <summary>Starts a program with redirected output; the caller's to end.</summary>
    public static Process Start(string name, string folder, params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
