using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace MssTools.Cmdlets.Tests;

/// <summary>Runs tests/Pester in a pwsh of its own, where there is one.</summary>
public sealed class PesterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    [PesterFact]
    public void Pester_AllTests_Pass()
    {
        string tests = Path.Join(Repository.Root, "tests/Pester");
        string runbook = Path.Join(Repository.Root, "examples/runbook");
        (int exitCode, string text) = Pwsh.Run(
            $"Import-Module Pester -MinimumVersion 5.0; Invoke-Pester -Path '{tests}', '{runbook}' -Output Detailed -PassThru -OutVariable result | Out-Null; "
                + "exit $(if ($result.Result -eq 'Passed' -and $result.PassedCount -gt 0) { 0 } else { 1 })",
            s_limit);

        output.WriteLine(text);
        Assert.True(exitCode == 0, text);
    }

    /// <summary>A fact that needs pwsh with Pester, and says so where they are missing.</summary>
    private sealed class PesterFactAttribute : FactAttribute
    {
        public PesterFactAttribute()
        {
            if (!Pwsh.HasPester.Value)
            {
                Skip = "NOT RUN: pwsh with Pester 5 is not on the PATH of this machine, so tests/Pester was only parsed.";
            }
        }
    }

    private static class Pwsh
    {
        private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(2);

        public static readonly Lazy<bool> HasPester = new(() =>
        {
            try
            {
                return Run("if (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0') { exit 0 } else { exit 1 }", s_startLimit).ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false; // no pwsh
            }
        });

        public static (int ExitCode, string Output) Run(string command, TimeSpan limit)
        {
            var start = new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["NO_COLOR"] = "1" },
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"Not done within {limit}.\n{output.Result}{error.Result}");
            }

            return (process.ExitCode, output.Result + error.Result);
        }
    }
}
