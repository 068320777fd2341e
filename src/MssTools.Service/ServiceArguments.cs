namespace MssTools.Service;

/// <summary>What the command line says.</summary>
/// <param name="StatePath">Full path of the state folder.</param>
/// <param name="IsDetached">Whether it outlives the terminal that started it.</param>
internal sealed record ServiceArguments(string StatePath, bool IsDetached)
{
    /// <summary>Reads it; null: it is wrong.</summary>
    public static ServiceArguments? Read(string[] args)
    {
        string? path = null;
        bool isDetached = false;
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
                default:
                    return null;
            }
        }

        return string.IsNullOrWhiteSpace(path) ? null : new ServiceArguments(Path.GetFullPath(path), isDetached);
    }
}
