namespace MssTools.Core.Codecs.Avc;

/// <summary>A picture that is one field of a frame (PAFF): what its slices say of it (ISO/IEC 14496-10 7.3.3).</summary>
/// <param name="FrameNumber">frame_num, the same in both fields of a frame.</param>
/// <param name="IsBottom">bottom_field_flag.</param>
internal readonly record struct AvcField(uint FrameNumber, bool IsBottom)
{
    /// <summary>
    /// Reads the start of a slice; null where it belongs to a frame, or is damaged, or is of one colour plane: nobody codes
    /// fields so.
    /// </summary>
    /// <param name="slice">A NAL unit of type 1, 2 or 5.</param>
    /// <param name="sps">The sequence that it belongs to.</param>
    public static AvcField? Of(ReadOnlySpan<byte> slice, in AvcSequenceParameterSet sps) =>
        sps.MayHaveFields ? AvcPictureNumbers.Of(slice, sps)?.Field : null;

    /// <summary>Whether this is the other field of a frame whose first field is known.</summary>
    public bool Completes(AvcField? first) =>
        first is { } other && FrameNumber == other.FrameNumber && IsBottom != other.IsBottom;
}
