using System.Globalization;
using System.Text.RegularExpressions;

namespace MssTools.Core.Origin;

/// <summary>What a Smooth Streaming URL asks for ([MS-SSTR] 2.2.1 and 2.2.3), whatever its case.</summary>
/// <param name="Folder">Names of the group's folder, from the root.</param>
internal abstract partial record SmoothAddress(IReadOnlyList<string> Folder)
{
    /// <summary>
    /// The manifest: <c>group.ism/Manifest</c>, <c>group.isml/Manifest</c> or <c>group/Manifest</c>; with <c>(filter=name)</c> and
    /// <c>(format=fmp4-v20)</c> behind it, as Azure Media Services takes them. A server has filters of its own, and ours has none: all
    /// is listed. Other formats are not Smooth Streaming.
    /// </summary>
    internal sealed record Manifest(IReadOnlyList<string> Folder) : SmoothAddress(Folder);

    /// <summary>A fragment, or a part of one.</summary>
    /// <param name="Folder">Names of the group's folder, from the root.</param>
    /// <param name="Bitrate">The QualityLevel.</param>
    /// <param name="Part">What of the fragment.</param>
    /// <param name="StreamIndex">Name of the StreamIndex.</param>
    /// <param name="Time">Start of the fragment in ticks of the manifest.</param>
    internal sealed record Fragment(
        IReadOnlyList<string> Folder, long Bitrate, FragmentPart Part, string StreamIndex, long Time) : SmoothAddress(Folder);

    /// <summary>It starts like a fragment's, and goes on as none can.</summary>
    internal sealed record Malformed(IReadOnlyList<string> Folder) : SmoothAddress(Folder);

    /// <summary>Recognises an address; null where the path is no Smooth Streaming one.</summary>
    public static SmoothAddress? Parse(RequestPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Segments.Count >= 2 && ManifestNoun().IsMatch(path.Name))
        {
            return new Manifest(WithoutExtension(path.Without(last: 1)));
        }

        if (path.Segments.Count < 3 || !path.Segments[^2].StartsWith("QualityLevels(", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        IReadOnlyList<string> folder = WithoutExtension(path.Without(last: 2));
        Match level = Level().Match(path.Segments[^2]);
        Match noun = Noun().Match(path.Name);
        return level.Success && noun.Success
            ? new Fragment(
                folder,
                Number(level.Groups["bitrate"]),
                Enum.Parse<FragmentPart>(noun.Groups["part"].ValueSpan, ignoreCase: true),
                noun.Groups["name"].Value,
                Number(noun.Groups["time"]))
            : new Malformed(folder);
    }

    /// <summary>The outermost folder of a path, by whichever name of a group's folder it goes.</summary>
    public static string GroupOf(RequestPath path) => WithoutExtension(path.Segments[0]);

    /// <summary>
    /// A path below a publishing point as one below the group's folder: what a stored manifest names relative to
    /// <c>group.isml/Manifest</c>. Null where the path has no publishing point.
    /// </summary>
    public static RequestPath? WithoutPoint(RequestPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var plain = new RequestPath([.. path.Segments.SkipLast(1).Select(WithoutExtension), path.Name], path.Query);
        return plain.Text == path.Text ? null : plain;
    }

    private static IReadOnlyList<string> WithoutExtension(IReadOnlyList<string> folder) =>
        WithoutExtension(folder[^1]) is var name && name.Length < folder[^1].Length ? [.. folder.SkipLast(1), name] : folder;

    private static string WithoutExtension(string name)
    {
        ReadOnlySpan<char> extension = Path.GetExtension(name.AsSpan());
        bool isPoint = extension.Equals(".ism", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".isml", StringComparison.OrdinalIgnoreCase);
        return isPoint && name.Length > extension.Length ? name[..^extension.Length] : name;
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^Manifest(\((filter=[\p{L}\p{Nd}_\-.]+|format=fmp4-v20)(,(filter=[\p{L}\p{Nd}_\-.]+|format=fmp4-v20))*\))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ManifestNoun();

    // Bit rates and times have no leading zeros: one fragment, one address, one entry in a cache.
    [GeneratedRegex(@"^QualityLevels\((?<bitrate>0|[1-9][0-9]{0,9})\)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Level();

    [GeneratedRegex(
        @"^(?<part>Fragments|FragmentInfo|KeyFrames|RawFragments)\((?<name>[\p{L}][\p{L}\p{Nd}_\-]*)=(?<time>0|[1-9][0-9]{0,17})\)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Noun();
}
