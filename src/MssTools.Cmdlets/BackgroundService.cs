using System.Diagnostics;
using System.Text.Json;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>A service in a process of its own, which outlives the one that starts it.</summary>
internal sealed class BackgroundService
{
    private readonly string _statePath;
    private readonly Process _process;
    private readonly long _logged; // bytes of the log before

    private BackgroundService(string statePath, bool takesEvoStream)
    {
        _statePath = statePath;
        _logged = File.Exists(Log) ? new FileInfo(Log).Length : 0;
        ProcessStartInfo start = Detached(ServiceProgram.Find().CommandOf(statePath, isDetached: true, takesEvoStream));
        _process = Process.Start(start) ?? throw new MssException(MssError.SourceFailed, $"'{start.FileName}' cannot be started.");
    }

    private string Log => ServiceHost.LogOf(_statePath);

    /// <summary>Starts it.</summary>
    /// <param name="statePath">Full path of its state folder.</param>
    /// <param name="takesEvoStream">Whether it takes commands of EvoStream Media Server, too.</param>
    public static BackgroundService Start(string statePath, bool takesEvoStream) => new(statePath, takesEvoStream);

    /// <summary>Waits until it has done again all that it was told.</summary>
    /// <exception cref="MssException">It could not start, or not in time: TimedOut, and it goes on starting.</exception>
    public MssService Await(TimeSpan patience, CancellationToken stop)
    {
        using var client = ServiceClient.ToFolder(Environment.MachineName, _statePath);
        return ServiceAnswer.Await(client, patience, service => service.ProcessId == _process.Id, () => _process.HasExited ? Failure() : null, stop);
    }

    // Nothing of this process is handed on: who reads our output waits until the last process that has it ends.
    private static ProcessStartInfo Detached(IReadOnlyList<string> command) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = true, WindowStyle = ProcessWindowStyle.Hidden }
        : new ProcessStartInfo("/bin/sh", ["-c", "cd / && exec \"$0\" \"$@\" </dev/null >/dev/null 2>&1", .. command]);

    // Another service may write to the same file.
    private static bool IsEnd(JsonElement line) => line.TryGetProperty("event", out JsonElement what) && what.GetString() == "failed";

    // What the process wrote last says why.
    private MssException Failure()
    {
        try
        {
            using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            log.Position = Math.Min(_logged, log.Length);
            string[] lines = new StreamReader(log).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Select(line => JsonDocument.Parse(line).RootElement).LastOrDefault(IsEnd) is { ValueKind: JsonValueKind.Object } end
                && Enum.TryParse(end.GetProperty("error").GetString(), out MssError code))
            {
                return new MssException(code, end.GetProperty("message").GetString() ?? "", end.GetProperty("recommendedAction").GetString());
            }
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            // The exit code has to do.
        }

        return new MssException(
            MssError.SourceFailed,
            $"The service ended at once, with exit code {_process.ExitCode}.",
            $"See '{Log}', or run Start-MSSService -Wait to see what it writes.");
    }
}
