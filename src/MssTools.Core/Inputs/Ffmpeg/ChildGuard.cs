using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MssTools.Core.Inputs.Ffmpeg;

/// <summary>
/// Kills a child when our own process ends without having done so, for example by <c>kill -9</c>. A shell waits at a pipe
/// whose other end is ours alone: the system closes it with us. Windows has no such shell; there a child ends at its
/// next write.
/// </summary>
internal sealed class ChildGuard : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string Script = "read -r _; kill -KILL \"$0\"";

    private readonly Process? _shell;

    private ChildGuard(Process? shell) => _shell = shell;

    /// <summary>Guards a child from now on; without a shell, nothing is guarded.</summary>
    /// <param name="child">Number of its process.</param>
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

    /// <summary>Ends the guard before it can act: the child's number may belong to another process soon.</summary>
    public void Dispose()
    {
        _shell?.Kill();
        _shell?.Dispose();
    }
}
