using System.Runtime.InteropServices;

namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// Has the disk keep the names of a folder. Flushing a file keeps its bytes; whether its name is there after a power cut is the
/// folder's business (POSIX fsync). Windows keeps names in a journal of its own and has no such call.
/// </summary>
internal static class FolderEntries
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private const int InputOutputError = 5; // EIO, the same number everywhere

    /// <summary>
    /// Waits until the names in a folder are on the disk. One that is gone, or of a file system that cannot, is passed over.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(folder, ReadOnly | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        if (handle < 0)
        {
            return;
        }

        bool hasFailed = Sync(handle) != 0 && Marshal.GetLastPInvokeError() == InputOutputError;
        _ = Close(handle);
        if (hasFailed)
        {
            throw new IOException($"The disk did not keep the names in '{folder}'.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
