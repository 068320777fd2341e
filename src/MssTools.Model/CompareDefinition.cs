namespace MssTools;

/// <summary>What Compare-MSSGroup is asked for. Each group is a full path of a folder or manifest, or an address.</summary>
public sealed record CompareDefinition
{
    /// <summary>Full path of what is compared with; null where <see cref="ReferenceAddress"/> is given.</summary>
    public string? ReferencePath { get; init; }

    /// <summary>Address of what is compared with.</summary>
    public Uri? ReferenceAddress { get; init; }

    /// <summary>Full path of what is compared; null where <see cref="DifferenceAddress"/> is given.</summary>
    public string? DifferencePath { get; init; }

    /// <summary>Address of what is compared.</summary>
    public Uri? DifferenceAddress { get; init; }

    /// <summary>The longest wait for each answer of a server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
