using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Bench.Nodes;

/// <summary>A node of a cluster as a service manager keeps it: when its process ends, it is started again after 5 s, with the same name and state folder.</summary>
internal sealed class NodeChild : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _state;
    private readonly string _store;
    private readonly string _key;
    private readonly StreamWriter _log;
    private readonly List<string> _lines = [];
    private Process? _process;
    private Task _running = Task.CompletedTask;
    private int _isDisposed;

    /// <param name="name">Name of the node.</param>
    /// <param name="root">Folder for its state and its log.</param>
    /// <param name="store">Address of the cluster's store.</param>
    /// <param name="key">What seals secrets of the cluster.</param>
    public NodeChild(string name, string root, string store, string key)
    {
        (Name, _state, _store, _key) = (name, Path.Join(root, name), store, key);
        _log = new StreamWriter(Path.Join(root, $"{name}.log")) { AutoFlush = true };
        Client = ServiceClient.ToFolder(name, _state);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its control interface.</summary>
    public ServiceClient Client { get; }

    /// <summary>Exit codes of its processes so far.</summary>
    public List<int> ExitCodes { get; } = [];

    /// <summary>How many lines it has logged.</summary>
    public int LogLength
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Starts it, and again whenever it ends.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>kill -9.</summary>
    public void Kill() => Signal("-KILL");

    /// <summary>Stops its clock, and everything else of it.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("-CONT");

    /// <summary>Whether it answers as a node.</summary>
    public bool IsRunning()
    {
        try
        {
            return Client.GetService() is { State: MssServiceState.Running } now && now.NodeName == Name;
        }
        catch (MssException)
        {
            return false;
        }
    }

    /// <summary>What it has logged from a line on.</summary>
    public IReadOnlyList<string> LogFrom(int line)
    {
        lock (_lock)
        {
            return _lines[line..];
        }
    }

    /// <summary>Ends its process in order; it is started again.</summary>
    public void Restart() => Signal("-TERM");

    /// <summary>Ends it in order; it stays away.</summary>
    /// <returns>False: it did not end in time.</returns>
    public bool Leave()
    {
        _stop.Cancel();
        Signal("-TERM");
        return _running.Wait(s_patience);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _stop.Cancel();
        Kill();
        _running.Wait();
        Client.Dispose();
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using Process process = Begin();
            await process.WaitForExitAsync().ConfigureAwait(false);
            lock (_lock)
            {
                _process = null;
                ExitCodes.Add(process.ExitCode);
            }

            Note($"# ended with {process.ExitCode}");
            await Task.Delay(s_pause, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private Process Begin()
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [ToolPath.Service, "--state-path", _state, "--cluster", _store, "--node", Name])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        process.StartInfo.Environment["MSSTOOLS_STATE_KEY"] = _key;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        lock (_lock)
        {
            process.Start();
            _process = process;
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _lines.Add(line);
                _log.WriteLine($"{DateTime.UtcNow:HH:mm:ss.f} {line}");
            }
        }
    }

    private void Signal(string signal)
    {
        lock (_lock)
        {
            if (_process is { HasExited: false } process)
            {
                ChildProcesses.TryRun(["kill", signal, $"{process.Id}"]);
            }
        }
    }
}
