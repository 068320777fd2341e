namespace MssTools.Core.Codecs.Avc;

/// <summary>The nal_unit_type values that packaging looks at (ISO/IEC 14496-10 table 7-1).</summary>
internal enum NalUnitType
{
    Slice = 1,
    SlicePartitionA = 2,
    SliceIdr = 5,
    SupplementalEnhancementInformation = 6,
    SequenceParameterSet = 7,
    PictureParameterSet = 8,
    AccessUnitDelimiter = 9,
}
