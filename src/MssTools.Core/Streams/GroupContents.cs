using System.Globalization;
using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// What a group calls the contents of its renditions: a name is given once and stays, whoever comes later. The only sound is
/// <c>audio</c>, whatever its language; where there are several, each is named by its own. Not thread-safe.
/// </summary>
/// <param name="isAsked">True where languages were asked for: then that of the only sound is listed, too.</param>
internal sealed class GroupContents(bool isAsked)
{
    private readonly List<(Content Source, Content Listed)> _known = [];

    /// <summary>Names the contents of the renditions that meet first, in the renditions' order.</summary>
    public void Meet(IEnumerable<IReadOnlyList<Content>> renditions)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        List<IReadOnlyList<Content>> all = [.. renditions];
        bool hasSeveral = all.Exists(contents => contents.Count(c => c.Kind == MediaKind.Audio) > 1);
        foreach (IReadOnlyList<Content> contents in all)
        {
            foreach (Content content in contents.Where(c => Find(c, contents, []) is null))
            {
                _known.Add((content, hasSeveral || content.Kind != MediaKind.Audio ? Unlike(content) : Only(content)));
            }
        }
    }

    /// <summary>The content that a rendition's is listed under; a new one where the group has none such.</summary>
    /// <param name="content">The content as its input calls it.</param>
    /// <param name="others">All of the rendition's that came with it.</param>
    /// <param name="taken">Contents that the rendition lists already.</param>
    public Content Name(Content content, IReadOnlyList<Content> others, IReadOnlyCollection<Content> taken)
    {
        if (Find(content, others, taken) is { } known)
        {
            return known;
        }

        Content listed = _known.Exists(k => k.Listed.Kind == content.Kind) ? Unlike(content) : Only(content);
        _known.Add((content, listed));
        return listed;
    }

    private Content? Find(Content content, IReadOnlyList<Content> others, IReadOnlyCollection<Content> taken)
    {
        List<(Content Source, Content Listed)> open = _known.FindAll(k => !taken.Contains(k.Listed));
        Content? same = open.ConvertAll(k => k.Source).Recognise(content, others);
        return same is null ? null : open.Find(k => k.Source == same).Listed;
    }

    private Content Only(Content content) =>
        content.Kind != MediaKind.Audio ? content : Content.Sound(content.Codec) with { Language = isAsked ? content.Language : null };

    private Content Unlike(Content content)
    {
        Content named = content;
        for (int number = 2; _known.Exists(k => k.Listed.Name == named.Name); number++)
        {
            named = content with { Name = string.Create(CultureInfo.InvariantCulture, $"{content.Name}-{number}") };
        }

        return named;
    }
}
