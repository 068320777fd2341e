namespace MssTools;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth to know; players take it.</summary>
    Information,

    /// <summary>Some players, or some moments of all, suffer from it.</summary>
    Warning,

    /// <summary>It breaks the specification or most players.</summary>
    Error,
}
