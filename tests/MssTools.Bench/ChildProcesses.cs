using System.ComponentModel;
using System.Diagnostics;

namespace MssTools.Bench;

/// <summary>Runs programs and measures them.</summary>
internal static class ChildProcesses
{
    /// <summary>How often memory is looked at. The kernel keeps the peak, so only that of the last moments can be missed.</summary>
    private const int LookMs = 10;

    /// <summary>Runs commands at a time and waits for all.</summary>
    /// <param name="commands">Programs, each with its arguments.</param>
    /// <exception cref="InvalidOperationException">One of them failed; the message has its command.</exception>
    public static Cost Run(IReadOnlyList<string[]> commands)
    {
        TimeSpan cpu = ProcFs.ChildrenCpu();
        var watch = Stopwatch.StartNew();
        List<Process> children = [.. commands.Select(Start)];
        long[] peaks = new long[children.Count];
        for (int i = 0; i < children.Count; i++)
        {
            do
            {
                for (int c = i; c < children.Count; c++)
                {
                    peaks[c] = Math.Max(peaks[c], ProcFs.PeakMemory($"{children[c].Id}"));
                }
            }
            while (!children[i].WaitForExit(LookMs));
        }

        var cost = new Cost(watch.Elapsed, ProcFs.ChildrenCpu() - cpu, peaks.Sum());
        for (int i = 0; i < children.Count; i++)
        {
            using Process child = children[i];
            if (child.ExitCode != 0)
            {
                throw new InvalidOperationException($"'{string.Join(' ', commands[i])}' ended with {child.ExitCode}.");
            }
        }

        return cost;
    }

    /// <summary>Runs a command that may fail, or may not be there.</summary>
    public static void TryRun(string[] command)
    {
        try
        {
            Run([command]);
        }
        catch (InvalidOperationException)
        {
            // Nothing depends on it.
        }
    }

    // Standard output is dropped: no contender is billed for our console.
    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        try
        {
            Process child = Process.Start(start)!;
            child.OutputDataReceived += static (_, _) => { };
            child.BeginOutputReadLine();
            return child;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"'{command[0]}' cannot be started: {failure.Message}", failure);
        }
    }
}
