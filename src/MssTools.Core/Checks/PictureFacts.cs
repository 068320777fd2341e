namespace MssTools.Core.Checks;

/// <summary>What the NAL units of a sample say.</summary>
/// <param name="IsFramed">Lengths of four bytes add up to the sample.</param>
/// <param name="HasStartCode">It begins with a start code.</param>
/// <param name="IsIdr">There is an IDR slice.</param>
/// <param name="IsRecovery">There is a recovery point.</param>
/// <param name="IsIntra">All slices are of type I.</param>
/// <param name="HasPicture">There is a slice.</param>
internal readonly record struct PictureFacts(
    bool IsFramed, bool HasStartCode, bool IsIdr, bool IsRecovery, bool IsIntra, bool HasPicture);
