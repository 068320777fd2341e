using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Clips;

/// <summary>A fragment that a clip has.</summary>
/// <param name="Index">Its StreamIndex in the group.</param>
/// <param name="Level">Its rendition.</param>
/// <param name="Time">Its place in the group.</param>
internal readonly record struct ClipFragment(StreamIndex Index, QualityLevel Level, FragmentTime Time);
