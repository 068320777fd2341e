using System.Runtime.InteropServices;

namespace MssTools.Core.Outputs.Folder;

/// <summary>A second name of a file, which takes no room: both stand for the same bytes until both are deleted.</summary>
internal static class HardLink
{
    /// <summary>Gives a file a second name.</summary>
    /// <param name="existing">Full path of the file.</param>
    /// <param name="path">Full path that it gets besides; nothing may have it.</param>
    /// <returns>False where the file is gone, or the file system cannot or may not.</returns>
    public static bool TryMake(string existing, string path) =>
        OperatingSystem.IsWindows() ? CreateHardLink(path, existing, 0) : Link(existing, path) == 0;

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("kernel32", EntryPoint = "CreateHardLinkW", CharSet = CharSet.Unicode, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CreateHardLink(string path, string existing, nint security);
}
