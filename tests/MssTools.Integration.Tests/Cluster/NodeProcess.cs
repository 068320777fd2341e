using System.Diagnostics;
using System.Text;
using MssTools.Core;
using Xunit;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>A node: the service program as its manager starts it, in a process of its own.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly string s_program = Repository.PathOf("module/bin/core/MssTools.Service.dll");

    private readonly StringBuilder _log = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="state">Full path of its state folder.</param>
    /// <param name="key">What seals the secrets of the cluster; null: a key of its own.</param>
    /// <param name="arguments">Of the cluster.</param>
    public NodeProcess(string state, string? key, params string[] arguments)
    {
        (Name, Client) = (Path.GetFileName(state), ServiceClient.ToFolder(Path.GetFileName(state), state));
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [s_program, "--state-path", state, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.StartInfo.Environment["MSSTOOLS_STATE_KEY"] = key;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Name of its state folder, and of the node.</summary>
    public string Name { get; }

    /// <summary>Its control interface.</summary>
    public ServiceClient Client { get; }

    public int Id => _process.Id;

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Of(30));
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, and waits.</summary>
    public Task<int> TerminateAsync()
    {
        Signal("TERM");
        return EndAsync();
    }

    /// <summary>Waits until something is so; a node that does not answer is asked again.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition, string what, double seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan limit = Patience.Of(seconds);
        while (!IsSo(condition))
        {
            Assert.True(watch.Elapsed < limit, $"It did not come to pass: {what}.");
            await Task.Delay(100);
        }

        return watch.Elapsed;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private static bool IsSo(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (MssException failure) when (failure.Code is MssError.Unavailable or MssError.TimedOut)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
