using System.Diagnostics;
using MssTools.Core.Tests;
using Xunit;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>A PostgreSQL of its own, which wants a password and can go away for a while. It does not run as root: there it is the account of the package's.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Password = "geheim/&:1"; // with characters that an address has escapes for

    private static readonly TimeSpan s_limit = Patience.Of(15);
    private static readonly string? s_programs = Programs();

    private readonly string _folder = Directory.CreateTempSubdirectory("msstools-postgres-").FullName;
    private Process? _process;

    /// <summary>Makes it, starts it and waits until it lets people in.</summary>
    public PostgresServer()
    {
        string password = Path.Join(_folder, "password");
        File.WriteAllText(password, Password);
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", ["-R", "postgres", _folder]);
        }

        Run(
            "initdb",
            ["--pgdata", Data, "--username", "msstools", "--pwfile", password, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"],
            isServer: true);
        Start();
    }

    public int Port { get; } = FreePort.Find();

    /// <summary>With the right password.</summary>
    public Uri Address => AddressWith(Password);

    private string Data => Path.Join(_folder, "data");

    /// <summary>Why the tests that need it cannot run here, or null.</summary>
    public static string? ReasonToSkip() => s_programs is null ? "Missing client: postgresql is not in /usr/lib/postgresql."
        : Environment.IsPrivilegedProcess ? MissingTools.ReasonToSkip(["setpriv"])
        : null;

    public Uri AddressWith(string password) => new($"postgres://msstools:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/postgres");

    public void Start()
    {
        _process = Begin(
            "postgres", ["-D", Data, "-p", $"{Port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=40"], isServer: true);
        // It listens before it lets anybody in.
        Assert.True(SpinWait.SpinUntil(IsReady, s_limit), "postgres lets nobody in.");
    }

    /// <summary>As a machine that loses its power.</summary>
    public void Stop()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Stop();
        }

        Directory.Delete(_folder, recursive: true);
    }

    // Debian has a folder for each version, and none of them on the PATH.
    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Join(version, "bin")).Order().LastOrDefault(folder => File.Exists(Path.Join(folder, "initdb")))
        : null;

    private bool IsReady()
    {
        using Process ask = Begin("pg_isready", ["--quiet", "--host", "127.0.0.1", "--port", $"{Port}"], isServer: true);
        ask.WaitForExit();
        return ask.ExitCode == 0;
    }

    private void Run(string program, string[] arguments, bool isServer = false)
    {
        using Process process = Begin(program, arguments, isServer);
        if (!process.WaitForExit(Patience.Of(60)) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} has not ended well.");
        }
    }

    private Process Begin(string program, string[] arguments, bool isServer)
    {
        string path = isServer ? Path.Join(s_programs, program) : program;
        Process process = isServer && Environment.IsPrivilegedProcess
            ? Tool.Start("setpriv", _folder, ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", path, .. arguments])
            : Tool.Start(path, _folder, arguments);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
