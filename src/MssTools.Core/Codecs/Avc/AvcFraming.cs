namespace MssTools.Core.Codecs.Avc;

/// <summary>How NAL units stand in a sample; the values of lengths are their bytes.</summary>
internal enum AvcFraming
{
    /// <summary>Start codes (ISO/IEC 14496-10 annex B) where lengths belong.</summary>
    AnnexB = 0,

    /// <summary>Lengths of one byte.</summary>
    OneByte = 1,

    /// <summary>Lengths of two bytes.</summary>
    TwoBytes = 2,

    /// <summary>Lengths of three bytes, which the standard reserves and some writers have.</summary>
    ThreeBytes = 3,

    /// <summary>Lengths of four bytes, as fragments have them.</summary>
    FourBytes = 4,
}
