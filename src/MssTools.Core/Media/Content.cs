using System.Globalization;

namespace MssTools.Core.Media;

/// <summary>
/// What a track is to a viewer, and so the identity of a StreamIndex: what the renditions of a group have of one content is listed
/// together, and players switch among it.
/// </summary>
/// <param name="Kind">Pictures or sound.</param>
/// <param name="Name">
/// What folders, URLs and manifests call it, unique within an input and within a group: <c>video</c>, <c>audio</c>,
/// <c>audio_fra</c>, <c>audio_fra-description</c>; <c>audio_fra-2</c> where there are two of one kind, language and role.
/// </param>
/// <param name="Codec">The codec's name, as <see cref="CodecConfig.Codec"/>: players do not switch between codecs.</param>
/// <param name="Language">Three letters of ISO 639-2/T in lower case; null where nobody told it.</param>
/// <param name="Role">What it is beside the main programme, in letters a to z; null: it is the main one.</param>
internal sealed record Content(MediaKind Kind, string Name, string Codec, string? Language = null, string? Role = null)
{
    /// <summary>Name of the only sound of a group, or of one of which no language is told.</summary>
    public const string SoundName = "audio";

    private const string PictureName = "video";

    /// <summary>The pictures. An input has one such content: another angle is not told from the first.</summary>
    /// <param name="codec">See <see cref="Codec"/>.</param>
    public static Content Pictures(string codec) => new(MediaKind.Video, PictureName, codec);

    /// <summary>Sound of a language and a role, named by them.</summary>
    /// <param name="codec">See <see cref="Codec"/>.</param>
    /// <param name="language">See <see cref="Language"/>.</param>
    /// <param name="role">See <see cref="Role"/>.</param>
    /// <param name="number">Which one of its input's sounds of this language and role, from 1.</param>
    public static Content Sound(string codec, string? language = null, string? role = null, int number = 1)
    {
        string name = language is null ? SoundName : $"{SoundName}_{language}";
        name = role is null ? name : $"{name}-{role}";
        name = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return new Content(MediaKind.Audio, name, codec, language, role);
    }

    /// <summary>What manifests call a kind: <c>video</c>, <c>audio</c>.</summary>
    public static string NameOf(MediaKind kind) => kind == MediaKind.Video ? PictureName : SoundName;
}
