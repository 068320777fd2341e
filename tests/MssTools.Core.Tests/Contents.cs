using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Tests;

/// <summary>The contents that most tests are about: H.264 pictures, AAC sound.</summary>
internal static class Contents
{
    public static Content Video { get; } = AvcCodec.Instance.Content;

    public static Content Audio { get; } = AacCodec.Instance.Content;

    public static Content Sound(string? language, string? role = null, int number = 1) =>
        Content.Sound(AacCodec.Instance.Name, language, role, number);
}
