namespace MssTools.Cmdlets;

/// <summary>Paths of another machine, whose folders and drives nobody here knows: they are taken as they are, if they are whole.</summary>
internal static class PathElsewhere
{
    /// <summary>A full path, of either kind of system.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static string Full(string path, string service) =>
        path.StartsWith('/') || path.StartsWith(@"\\", StringComparison.Ordinal) || HasDrive(path)
            ? path
            : throw new MssException(
                MssError.InvalidSetting,
                $"'{path}' is no full path; the service '{service}' runs on another machine, where it could mean anything.",
                "Give the full path that the file or folder has there, such as /srv/web or D:\\web.");

    /// <summary>A full path without a separator at its end.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static string Folder(string path, string service)
    {
        string full = Full(path, service);
        string trimmed = full.TrimEnd('/', '\\');
        return trimmed.Length == 0 || trimmed.EndsWith(':') ? full : trimmed;
    }

    private static bool HasDrive(string path) => path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/';
}
