using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>
/// Recognises contents: an encoder that comes back, or another rendition, may call the same sound otherwise, or by no
/// language at all.
/// </summary>
internal static class KnownContents
{
    /// <summary>
    /// The known content that one of those that came is: the equal one; else, of sounds that nothing is equal to, the first for
    /// the first where one of the two has no language, or where there is one sound on either side. Null: it is new.
    /// </summary>
    /// <param name="known">Contents that are known, in their order.</param>
    /// <param name="content">One of <paramref name="came"/>.</param>
    /// <param name="came">All that came together, in their order.</param>
    public static Content? Recognise(this IReadOnlyCollection<Content> known, Content content, IReadOnlyCollection<Content> came)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(came);
        if (known.Contains(content) || content.Kind != MediaKind.Audio)
        {
            return known.Contains(content) ? content : null;
        }

        Content? open = known.FirstOrDefault(k => k.Kind == MediaKind.Audio && !came.Contains(k));
        bool isFirst = came.FirstOrDefault(c => c.Kind == MediaKind.Audio && !known.Contains(c)) == content;
        bool isOnly = known.Count(IsSound) == 1 && came.Count(IsSound) == 1;
        return isFirst && open is not null && (isOnly || content.Language is null || open.Language is null) ? open : null;
    }

    private static bool IsSound(Content content) => content.Kind == MediaKind.Audio;
}
