namespace MssTools;

/// <summary>Where a stream is in its life.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum StreamState : long
#pragma warning restore CA1028
{
    /// <summary>The input does not exist yet; packaging starts when it appears.</summary>
    Waiting,

    /// <summary>Samples flow.</summary>
    Running,

    /// <summary>The stream was asked to stop and publishes what it holds.</summary>
    Stopping,

    /// <summary>Stopped on request; everything up to that moment is published.</summary>
    Stopped,

    /// <summary>The input ended and everything is published.</summary>
    Completed,

    /// <summary>A failure ended the stream; what had been published stays valid.</summary>
    Failed,
}
