using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Which samples of a fragment are where it says, or are known to be elsewhere.</summary>
/// <param name="End">Samples that end here or before are where the fragment says.</param>
/// <param name="Resume">Samples that start here or behind, as the fragment says, are moved.</param>
/// <param name="Shift">Bytes to add to where those start; negative where bytes are missing.</param>
internal readonly record struct TrustedData(long End, long Resume = long.MaxValue, long Shift = 0)
{
    /// <summary>No damage is known.</summary>
    public static readonly TrustedData All = new(long.MaxValue);

    /// <summary>Whether reading goes on behind the damage.</summary>
    public bool GoesOn => Resume < long.MaxValue;

    /// <summary>Whether a sample is where it says.</summary>
    public bool IsInPlace(in SampleDescriptor sample) => sample.Offset + sample.Size <= End;

    /// <summary>Whether a sample stands behind the damage.</summary>
    public bool IsMoved(in SampleDescriptor sample) => sample.Offset >= Resume;

    /// <summary>A sample with the place where it really is; null where that is not known.</summary>
    public SampleDescriptor? Place(in SampleDescriptor sample) =>
        IsInPlace(sample) ? sample : IsMoved(sample) ? sample with { Offset = sample.Offset + Shift } : null;
}
