namespace MssTools.Core.Services.Dsc;

/// <summary>How the program ends, and what the manifests say that it means.</summary>
internal static class DscExit
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>The command line is wrong.</summary>
    public const int WrongCommand = 2;

    /// <summary>Each exit code, with its meaning.</summary>
    public static IReadOnlyDictionary<int, string> Meanings { get; } = new SortedDictionary<int, string>
    {
        [Success] = "Success.",
        [1] = "The service refused it, or could not do it.",
        [WrongCommand] = "The command line is wrong.",
        [3] = "The input is not what the schema says, or a setting is refused.",
        [4] = "No service answers.",
        [5] = "Something else has the port, the folder or the name.",
        [6] = "The system refused access.",
    };

    /// <summary>The exit code of a failure.</summary>
    public static int Of(MssError code) => code switch
    {
        MssError.InvalidSetting or MssError.Unsupported or MssError.NotImplemented or MssError.NotInstalled => 3,
        MssError.Unavailable or MssError.TimedOut => 4,
        MssError.AddressInUse or MssError.GroupInUse or MssError.AlreadyExists or MssError.AlreadyRunning or MssError.Fenced => 5,
        MssError.AccessDenied => 6,
        _ => 1,
    };
}
