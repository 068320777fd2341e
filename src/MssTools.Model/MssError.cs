namespace MssTools;

/// <summary>
/// Why something failed. The name is the first part of the FullyQualifiedErrorId that scripts test for;
/// names never change and are never reused.
/// </summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssError : long
#pragma warning restore CA1028
{
    /// <summary>The bytes of an input break their container's or codec's rules.</summary>
    MalformedInput,

    /// <summary>The input is sound but holds something this version does not package.</summary>
    Unsupported,

    /// <summary>A setting is known and valid, but what it asks for is not built yet.</summary>
    NotImplemented,

    /// <summary>A named stream, group, file or folder does not exist.</summary>
    NotFound,

    /// <summary>The name, the group or a file to be written exists already.</summary>
    AlreadyExists,

    /// <summary>A setting is out of its range or contradicts another one.</summary>
    InvalidSetting,

    /// <summary>The target folder cannot be used: a file, a link out of the tree, another group's folder.</summary>
    InvalidTarget,

    /// <summary>Another stream, here or in another process, writes this group.</summary>
    GroupInUse,

    /// <summary>The operating system refused access.</summary>
    AccessDenied,

    /// <summary>Reading the input failed below the container: the disk, the network, a vanished file.</summary>
    SourceFailed,

    /// <summary>Storing a fragment or a manifest failed.</summary>
    SinkFailed,

    /// <summary>The input ended without a single sample that can be packaged.</summary>
    NoMedia,

    /// <summary>A wait ran out of time.</summary>
    TimedOut,

    /// <summary>The address and port of a server are taken by another program, or are not this machine's.</summary>
    AddressInUse,

    /// <summary>A fault of this module, not of what it was given.</summary>
    Internal,

    /// <summary>A service cannot be reached, or is ending.</summary>
    Unavailable,

    /// <summary>A service has the state folder already.</summary>
    AlreadyRunning,

    /// <summary>Another writer has taken the group since this one started; this one has ended.</summary>
    Fenced,

    /// <summary>What is asked for needs a part that this module was built without.</summary>
    NotInstalled,
}
