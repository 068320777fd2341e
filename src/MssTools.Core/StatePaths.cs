namespace MssTools.Core;

/// <summary>Where services keep their state, unless the user says otherwise.</summary>
public static class StatePaths
{
    /// <summary>The folder of the machine's own service, which administrators start.</summary>
    public static string OfMachine { get; } = OperatingSystem.IsLinux() ? "/var/lib/msstools"
        : Path.Join(OperatingSystem.IsMacOS() ? "/Library/Application Support" : Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "MssTools");

    /// <summary>The folder of the user's own service.</summary>
    public static string OfUser { get; } = OperatingSystem.IsLinux()
        ? Path.Join(
            Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state)
                ? state
                : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
            "msstools")
        : Path.Join(
            OperatingSystem.IsMacOS()
                ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Application Support")
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            "MssTools");

    /// <summary>The folder of a service that is started: the machine's for administrators, else the user's.</summary>
    public static string ToStart => Environment.IsPrivilegedProcess ? OfMachine : OfUser;

    /// <summary>The folder of a service that is there: the user's own, or else the machine's.</summary>
    public static string ToConnect => File.Exists(ServiceHost.SocketOf(OfUser)) || !File.Exists(ServiceHost.SocketOf(OfMachine)) ? OfUser : OfMachine;
}
