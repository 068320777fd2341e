using System.Diagnostics;
using MssTools.Core.Tests;

namespace MssTools.Integration.Tests.Objects;

/// <summary>An object store of others, from npm, as a process on a port of the loopback.</summary>
internal sealed class StoreProcess : IDisposable
{
    private static readonly TimeSpan s_limit = Patience.Of(15);
    private static readonly string s_programs = Repository.PathOf("artifacts/stores/node_modules/.bin");

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <param name="program">Name of the program.</param>
    /// <param name="variable">A variable of its environment.</param>
    /// <param name="arguments">Its arguments, of a port and a folder.</param>
    public StoreProcess(string program, (string Name, string Value) variable, Func<int, string, IEnumerable<string>> arguments)
    {
        Port = FreePort.Find();
        var start = new ProcessStartInfo(Path.Join(s_programs, program), arguments(Port, _folder.FullName))
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable.Name] = variable.Value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        ListeningPort.Await(Port, program, s_limit);
    }

    public int Port { get; }

    /// <summary>Why the tests that need it cannot run here, or null.</summary>
    public static string? ReasonToSkip(string program) => MissingTools.ReasonToSkip(["node"])
        ?? (File.Exists(Path.Join(s_programs, program)) ? null : $"Missing client: {program} is not in artifacts/stores.");

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
