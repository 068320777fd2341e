namespace MssTools.Core.Media;

/// <summary>What a track carries. The order is the order of StreamIndex elements in a manifest.</summary>
internal enum MediaKind
{
    Video,
    Audio,
}
