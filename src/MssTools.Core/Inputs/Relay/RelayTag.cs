namespace MssTools.Core.Inputs.Relay;

/// <summary>What a message between machines is.</summary>
internal enum RelayTag : byte
{
    /// <summary>A track that samples follow of; another one of the same number replaces it.</summary>
    Track = 1,

    /// <summary>A sample.</summary>
    Sample = 2,

    /// <summary>The contents that are announced.</summary>
    Announced = 3,

    /// <summary>Losses so far.</summary>
    Losses = 4,

    /// <summary>A warning.</summary>
    Warning = 5,

    /// <summary>The encoder has gone, or its clock begins anew.</summary>
    End = 6,

    /// <summary>It cannot be read on.</summary>
    Failure = 7,
}
