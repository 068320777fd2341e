using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Which sound of an input is packaged: all, or that of some languages.</summary>
/// <param name="languages">Three letters of ISO 639-2/T each; none: all sound is.</param>
internal sealed class SoundChoice(IReadOnlyList<string> languages)
{
    /// <summary>Makes a choice of languages as people write them.</summary>
    public static SoundChoice Of(IEnumerable<string> languages) => new([.. languages.Select(CodeOf)]);

    /// <summary>What a language is called that somebody wrote; what is no language is never there.</summary>
    public static string CodeOf(string language) => LanguageCode.Parse(language) ?? language;

    /// <summary>True for what is packaged.</summary>
    public bool Takes(Content content) =>
        content.Kind != MediaKind.Audio || languages.Count == 0 || (content.Language is { } language && languages.Contains(language));

    /// <summary>A connection without what is not packaged; the same object where all is.</summary>
    public InputConnection From(InputConnection connection) => languages.Count == 0
        ? connection
        : new InputConnection(
            connection.Samples.Where(sample => Takes(sample.Track.Content)),
            () => connection.Announced().Where(Takes).ToHashSet());
}
