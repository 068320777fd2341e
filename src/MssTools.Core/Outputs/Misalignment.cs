using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>A rendition that cannot share the times of its group's first rendition.</summary>
/// <param name="Rendition">Number of the rendition.</param>
/// <param name="Leader">Number of the rendition that it was compared with.</param>
/// <param name="Content">The track that differs.</param>
/// <param name="LeaderTime">Where the leader cut, in 100 ns ticks; null where the rendition has nothing while others go on.</param>
/// <param name="OwnTime">Where the rendition cut instead.</param>
internal sealed record Misalignment(int Rendition, int Leader, Content Content, long? LeaderTime, long? OwnTime);
