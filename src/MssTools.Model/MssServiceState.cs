namespace MssTools;

/// <summary>How it is with a service.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssServiceState : long
#pragma warning restore CA1028
{
    /// <summary>It does not answer.</summary>
    Unreachable,

    /// <summary>It takes up again what it was told before; what was not reached yet is not listed.</summary>
    Starting,

    /// <summary>It does what it was told.</summary>
    Running,

    /// <summary>It runs, and something that it was told cannot be done now.</summary>
    Degraded,

    /// <summary>It ends its streams, whose broadcasts go on with its next start.</summary>
    Stopping,
}
