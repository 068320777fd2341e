namespace MssTools.Core.Codecs.Avc;

/// <summary>What a picture offers to a decoder that starts at it; of several, the greatest counts.</summary>
internal enum AvcStart
{
    /// <summary>It refers to pictures before it.</summary>
    None,

    /// <summary>All its slices are I slices, but those that follow may refer to what lies before.</summary>
    Intra,

    /// <summary>A recovery point SEI message says that pictures come out right from here or a little later.</summary>
    RecoveryPoint,

    /// <summary>An IDR picture: nothing behind it refers to what lies before.</summary>
    Idr,
}
