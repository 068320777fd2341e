namespace MssTools.Service;

/// <summary>What the command line says.</summary>
/// <param name="StatePath">Full path of the state folder.</param>
/// <param name="IsDetached">Whether it outlives the terminal that started it, and logs to its folder.</param>
/// <param name="IsManaged">Whether the service control manager of Windows starts it.</param>
/// <param name="TakesEvoStream">Whether its control interface takes commands of EvoStream Media Server, too.</param>
internal sealed record ServiceArguments(string StatePath, bool IsDetached, bool IsManaged, bool TakesEvoStream)
{
    /// <summary>Reads it; null: it is wrong.</summary>
    public static ServiceArguments? Read(string[] args)
    {
        string? path = null;
        bool isDetached = false;
        bool isManaged = false;
        bool takesEvoStream = false;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--state-path" when i + 1 < args.Length:
                    path = args[++i];
                    break;
                case "--detached":
                    isDetached = true;
                    break;
                case "--evostream-api":
                    takesEvoStream = true;
                    break;
                case "--windows-service" when OperatingSystem.IsWindows():
                    isDetached = isManaged = true;
                    break;
                default:
                    return null;
            }
        }

        return string.IsNullOrWhiteSpace(path) ? null : new ServiceArguments(Path.GetFullPath(path), isDetached, isManaged, takesEvoStream);
    }
}
