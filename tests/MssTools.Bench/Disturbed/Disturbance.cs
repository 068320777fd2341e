namespace MssTools.Bench.Disturbed;

/// <summary>What happens to an input, or to the folder that it is packaged into.</summary>
internal enum Disturbance
{
    /// <summary>The connection, or the encoder, is gone for up to 15 s.</summary>
    Cut,

    /// <summary>Nothing comes for 5 to 40 s, and nobody hangs up.</summary>
    Freeze,

    /// <summary>The encoder comes back with another picture size, frame rate and sampling rate.</summary>
    OtherCodecs,

    /// <summary>Random bytes between those of the stream.</summary>
    Garbage,

    /// <summary>Strangers at the ports that the engine listens on.</summary>
    Neighbours,

    /// <summary>The group's folder, or the one above, is deleted.</summary>
    DeletedFolder,

    /// <summary>The target's file system is full for 5 to 20 s.</summary>
    FullDisk,
}
