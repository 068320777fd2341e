using MssTools.Core.Manifests;

namespace MssTools.Core.Exports;

/// <summary>A track of a file that is exported.</summary>
/// <param name="Id">Its number in the file, from 1.</param>
/// <param name="Index">Its StreamIndex in the group.</param>
/// <param name="Level">Its rendition.</param>
internal sealed record ExportTrack(uint Id, StreamIndex Index, QualityLevel Level);
