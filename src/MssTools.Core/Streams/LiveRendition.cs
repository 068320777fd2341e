using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>What the pipeline must know of a rendition whose input is live.</summary>
/// <param name="Input">Its clock and its gaps.</param>
/// <param name="Return">Answers where the input lies after it was connected again.</param>
/// <param name="StartsOf">What the group's live renditions share of each content; null where there is one only.</param>
internal sealed record LiveRendition(
    LiveInput Input,
    Func<IReadOnlyList<TrackStart>, long, Placement> Return,
    Func<Content, FragmentStarts?> StartsOf);
