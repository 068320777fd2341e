using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>Notice that a fragment is stored whole and can be listed, or that it is lost.</summary>
/// <param name="Track">The track.</param>
/// <param name="Bitrate">Bit rate under which the manifest lists the track.</param>
/// <param name="Path">Where it is, relative to the group's folder.</param>
/// <param name="Time">Its place on the timeline, in 100 ns ticks.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="IsLost">True where it could not be stored and its stream goes on without it.</param>
/// <param name="EarlierAreGone">True where what was stored of the track before is gone.</param>
internal sealed record FragmentNotice(
    Track Track, long Bitrate, string Path, FragmentTime Time, long Length, bool IsLost = false, bool EarlierAreGone = false);
