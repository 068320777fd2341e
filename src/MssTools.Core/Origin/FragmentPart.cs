namespace MssTools.Core.Origin;

/// <summary>What of a fragment a client asks for: the nouns of [MS-SSTR] 2.2.3.</summary>
internal enum FragmentPart
{
    /// <summary>moof and mdat.</summary>
    Fragments,

    /// <summary>The moof alone.</summary>
    FragmentInfo,

    /// <summary>A fragment of those samples that decoding can start from.</summary>
    KeyFrames,

    /// <summary>The samples alone, without boxes.</summary>
    RawFragments,
}
