using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MssTools.Core.Inputs.Ffmpeg;

/// <summary>
/// Kills a child when our own process ends without having done so, for example by <c>kill -9</c>. A shell waits at a pipe
/// whose other end is ours alone: the system closes it with us. It kills only the process that it was set over: numbers
/// are given anew, so it compares when the process was born. Windows has no such shell; there a child ends at its next
/// write.
/// </summary>
internal sealed class ChildGuard : IDisposable
{
    private const string Shell = "/bin/sh";

    // Linux tells the time of birth in field 22 of /proc/<pid>/stat, the 20th behind the name's parenthesis; others have ps.
    private const string Script = """
        born() {
          if [ -r "/proc/$0/stat" ]; then read -r line < "/proc/$0/stat"; set -- ${line##*) }; echo "${20}"
          else ps -o lstart= -p "$0"; fi
        }
        mine=$(born)
        read -r _; [ -n "$mine" ] && [ "$(born)" = "$mine" ] && kill -KILL "$0"
        """;

    private Process? _shell;

    private ChildGuard(Process? shell) => _shell = shell;

    /// <summary>Number of the guard's own process, while there is one.</summary>
    public int? Id => Volatile.Read(ref _shell)?.Id;

    /// <summary>Guards a child from now on; without a shell, nothing is guarded.</summary>
    /// <param name="child">Number of its process, which has not been waited for.</param>
    public static ChildGuard Over(int child)
    {
        try
        {
            return new ChildGuard(OperatingSystem.IsWindows() ? null : Process.Start(
                new ProcessStartInfo(Shell, ["-c", Script, child.ToString(CultureInfo.InvariantCulture)])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true, // not ours: who reads ours must see its end
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }));
        }
        catch (Win32Exception)
        {
            return new ChildGuard(null);
        }
    }

    /// <summary>Ends the guard without its acting. Any thread may call it, and again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _shell, null) is { } shell)
        {
            shell.Kill();
            shell.Dispose();
        }
    }
}
