namespace MssTools.Core.Manifests;

/// <summary>What a c element says ([MS-SSTR] 2.2.2.6).</summary>
[Flags]
internal enum ListedForm : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It has a t that is a number.</summary>
    Time = 1,

    /// <summary>It has a d that is a number.</summary>
    Duration = 2,

    /// <summary>It has an r: it stands for several fragments.</summary>
    Repeated = 4,

    /// <summary>It is one of those that an r before it stands for.</summary>
    Repetition = 8,

    /// <summary>One of its attributes is no number.</summary>
    Unreadable = 16,

    /// <summary>Its samples are in the manifest itself.</summary>
    Embedded = 32,

    /// <summary>Its n does not follow that of the one before it.</summary>
    OutOfOrder = 64,
}
