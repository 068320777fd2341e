using System.Diagnostics;
using Xunit;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A test that needs a small disk of its own; skipped, with the reason, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<bool> s_possible = new(SmallDisk.CanMount);

    public SmallDiskTheoryAttribute() =>
        Skip = s_possible.Value ? null : "A small file system can be mounted on Linux by root only.";
}

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int kilobytes)
    {
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", _folder.FullName))
        {
            _folder.Dispose();
            throw new InvalidOperationException("The file system cannot be mounted.");
        }
    }

    /// <summary>Where it is.</summary>
    public string FullName => _folder.FullName;

    /// <summary>True where this process may mount.</summary>
    public static bool CanMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        try
        {
            using var probe = new SmallDisk(64);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Path.Join(FullName, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
            {
                file.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(Path.Join(FullName, "filler"));

    public void Dispose()
    {
        TryRun("umount", "-l", FullName);
        _folder.Dispose();
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
