using System.Diagnostics;

namespace MssTools.Bench.Disturbed;

/// <summary>A program that sends a configuration, and is started again when it ends, until it is told to stay away.</summary>
/// <param name="command">The program and its arguments for a configuration.</param>
internal sealed class Encoder(Func<int, string[]> command) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Task _running = Task.CompletedTask;
    private bool _isWanted;

    /// <summary>Which configuration it sends.</summary>
    public int Configuration { get; private set; }

    /// <summary>How often the program was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Last words of the program on its error output.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Starts it, and again whenever it ends.</summary>
    public void Start()
    {
        _isWanted = true;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Kills it; it stays away until <see cref="Return"/>.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isWanted = false;
            Kill();
        }
    }

    /// <summary>Lets it come back.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _isWanted = true;
        }
    }

    /// <summary>Takes the other configuration from the next start on.</summary>
    public void Change() => Configuration = (Configuration + 1) % DisturbedMedia.Configurations;

    /// <summary>Stops its clock, and everything else of it.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("-CONT");

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Leave();
        _running.Wait();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (Begin() is { } process)
            {
                await process.WaitForExitAsync().ConfigureAwait(false);
                lock (_lock)
                {
                    _process = null;
                    process.Dispose();
                }
            }

            await Task.Delay(s_pause, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private Process? Begin()
    {
        lock (_lock)
        {
            if (!_isWanted || _stop.IsCancellationRequested)
            {
                return null;
            }

            string[] words = command(Configuration);
            var process = new Process
            {
                StartInfo = new ProcessStartInfo(words[0], words[1..])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                },
            };
            process.ErrorDataReceived += (_, line) => Said = line.Data ?? Said;
            process.OutputDataReceived += static (_, _) => { };
            process.Start();
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            Starts++;
            return _process = process;
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

    private void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
