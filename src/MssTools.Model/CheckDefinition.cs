namespace MssTools;

/// <summary>What to check of a Smooth Streaming presentation.</summary>
public sealed record CheckDefinition
{
    /// <summary>Full path of a group's folder or manifest; null: <see cref="Address"/> says where it is.</summary>
    public string? Path { get; init; }

    /// <summary>Address of a manifest or publishing point.</summary>
    public Uri? Address { get; init; }

    /// <summary>How long a live presentation is watched; zero: it is looked at once.</summary>
    public TimeSpan Watch { get; init; }

    /// <summary>Players for whose failures alone to look; empty: everything is reported.</summary>
    public IReadOnlyList<MssPlayer> Players { get; init => field = value.ToArray(); } = [];

    /// <summary>The least severity that is reported.</summary>
    public FindingSeverity Severity { get; init; }

    /// <summary>The longest wait for an answer of a server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="MssException"><see cref="MssError.InvalidSetting"/>.</exception>
    public void Validate()
    {
        if (Path is null == Address is null)
        {
            throw new MssException(MssError.InvalidSetting, "Either a path or an address is to be checked.", "Give -Path or -Uri.");
        }

        if (Watch < TimeSpan.Zero || Timeout <= TimeSpan.Zero)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"Watch is {Watch.TotalSeconds} s and Timeout {Timeout.TotalSeconds} s.",
                "Give a Watch of 0 s or more, and a Timeout of more than 0 s.");
        }
    }
}
