using System.Globalization;
using System.Text.RegularExpressions;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Repairs;

/// <summary>
/// A rendition as the path of a fragment tells it where no manifest does: in a group of New-MSSStream, or under the names of Smooth
/// Streaming URLs, as ffmpeg has them.
/// </summary>
/// <param name="Content">Name of its StreamIndex.</param>
/// <param name="Bitrate">Its bit rate.</param>
/// <param name="Url">The template by which its fragments are found.</param>
internal sealed partial record KnownPlace(string Content, long Bitrate, string Url)
{
    private const int NamesWithStream = 4;

    /// <summary>As people call it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Content} {Bitrate}");

    /// <summary>Reads a path.</summary>
    /// <param name="path">Relative to the manifest, with '/' between names.</param>
    /// <returns>Null for a file that is no fragment of a known layout.</returns>
    public static KnownPlace? Of(string path)
    {
        string[] names = path.Split('/');
        return names.Length == 2 ? OfStandard(path) : OfOwn(names);
    }

    private static KnownPlace? OfStandard(string path) => Standard().Match(path) is { Success: true } found
        ? new KnownPlace(
            found.Groups["name"].Value,
            Number(found.Groups["bitrate"].Value),
            $"QualityLevels({{bitrate}})/Fragments({found.Groups["name"].Value}={{start time}})")
        : null;

    private static KnownPlace? OfOwn(string[] names)
    {
        bool hasStream = names.Length == NamesWithStream;
        if ((!hasStream && names.Length != NamesWithStream - 1) || !FragmentName().IsMatch(names[^1]))
        {
            return null;
        }

        (string content, string bitrate) = hasStream ? (names[1], names[2]) : (names[1], names[0]);
        string[] streams = hasStream ? [names[0]] : ["1", "2"];
        return GroupLayout.IsContent(content) && GroupLayout.IsBitrate(bitrate)
            ? new KnownPlace(
                content,
                Number(bitrate),
                new GroupLayout(streams, (int)Timescale.Ticks).UrlOf(new Content(GroupLayout.IsSound(content) ? MediaKind.Audio : MediaKind.Video, content, "")))
            : null;
    }

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^QualityLevels\((?<bitrate>0|[1-9][0-9]{0,9})\)/Fragments\((?<name>[A-Za-z][^=(){}/]{0,199})=(0|[1-9][0-9]{0,17})\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Standard();

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,17})\.fmp4\z", RegexOptions.CultureInvariant)]
    private static partial Regex FragmentName();
}
