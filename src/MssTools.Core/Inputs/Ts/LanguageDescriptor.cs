using System.Text;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>ISO_639_language_descriptor of a program map (ISO/IEC 13818-1 2.6.18).</summary>
internal static class LanguageDescriptor
{
    private const int Tag = 0x0a;
    private const int EntryLength = 4; // three letters, audio_type

    /// <summary>
    /// Language and role of an elementary stream, by the first entry of its first descriptor of this kind; null each where
    /// none tells it.
    /// </summary>
    public static (string? Language, string? Role) Find(ReadOnlySpan<byte> descriptors)
    {
        while (descriptors.Length >= 2 && descriptors.Length >= 2 + descriptors[1])
        {
            ReadOnlySpan<byte> content = descriptors.Slice(2, descriptors[1]);
            if (descriptors[0] == Tag && content.Length >= EntryLength)
            {
                return (LanguageCode.Parse(Encoding.Latin1.GetString(content[..3])), RoleOf(content[3]));
            }

            descriptors = descriptors[(2 + content.Length)..];
        }

        return default;
    }

    // audio_type: 1 is sound without dialogue, to be mixed with some; others are the main sound, or nobody's business.
    private static string? RoleOf(int audioType) => audioType switch
    {
        2 => "hearing",
        3 => "description",
        _ => null,
    };
}
