using System.ComponentModel;
using System.Diagnostics;
using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs.Ffmpeg;

/// <summary>
/// What a child ffmpeg writes to its standard output. The child is killed with its own children when this is disposed
/// or a read is cancelled; when our process dies, so does it. Its guard ends with it, whoever ended it.
/// </summary>
internal sealed class FfmpegProcess : ReadOnlyStream
{
    private const string Program = "ffmpeg";
    private const int KeptLines = 5;
    private const int LongestLine = 500;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly ChildGuard _guard;
    private readonly Queue<string> _complaints = new();
    private bool _isDisposed;

    private FfmpegProcess(Process process)
    {
        (_process, _guard) = (process, ChildGuard.Over(process.Id));
        _output = process.StandardOutput.BaseStream;
        process.Exited += (_, _) => _guard.Dispose();
        process.EnableRaisingEvents = true;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Number of the child process.</summary>
    public int Id => _process.Id;

    /// <summary>Number of the guard's process, while there is one.</summary>
    public int? GuardId => _guard.Id;

    /// <summary>Starts the child.</summary>
    /// <param name="arguments">What it is told.</param>
    /// <param name="program">The program: another one in tests.</param>
    /// <exception cref="MssException">NotFound: ffmpeg is not on the PATH; SourceFailed: it cannot be started.</exception>
    public static FfmpegProcess Start(FfmpegArguments arguments, string program = Program)
    {
        const int FileNotFound = 2; // the same number on every system
        try
        {
            return new FfmpegProcess(Process.Start(new ProcessStartInfo(program, arguments.Words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            })!);
        }
        catch (Win32Exception failure) when (failure.NativeErrorCode == FileNotFound)
        {
            throw new MssException(
                MssError.NotFound,
                "The program ffmpeg, which 'ffmpeg:' inputs need, is not on the PATH.",
                "Install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg) and start PowerShell anew.",
                failure);
        }
        catch (Win32Exception failure)
        {
            throw new MssException(
                MssError.SourceFailed, $"ffmpeg cannot be started: {failure.Message}", innerException: failure);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration killing = cancellationToken.Register(Kill);
        int count = _output.Read(buffer);
        if (count == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _process.WaitForExit(); // also for the last lines of its errors
            if (_process.ExitCode != 0)
            {
                throw new IOException($"ffmpeg ended with {_process.ExitCode}: {Complaints()}");
            }
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            Kill();
            _guard.Dispose(); // behind the kill: until then the child would outlive a sudden end of ours
            _output.Dispose(); // the process leaves open what it handed out
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself, or is about to.
        }
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_complaints)
        {
            _complaints.Enqueue(line.Length > LongestLine ? line[..LongestLine] : line.Trim());
            if (_complaints.Count > KeptLines)
            {
                _complaints.Dequeue();
            }
        }
    }

    private string Complaints()
    {
        lock (_complaints)
        {
            return _complaints.Count > 0 ? string.Join(" / ", _complaints) : "it gave no reason";
        }
    }
}
