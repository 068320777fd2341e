using System.Globalization;
using System.Text.RegularExpressions;

namespace MssTools.Core.Manifests;

/// <summary>The Url attribute of a StreamIndex ([MS-SSTR] 2.2.2.3), read both ways.</summary>
internal sealed partial class UrlTemplate
{
    private const int Longest = 2048;

    private readonly string _template;
    private readonly Regex _pattern;

    /// <param name="template">The attribute's value; one that no address can have counts as none.</param>
    public UrlTemplate(string template)
    {
        if (template.Length > Longest)
        {
            template = "";
        }

        _template = template;
        string pattern = Placeholder().Replace(
            Regex.Escape(Uri.UnescapeDataString(template))
                .Replace("\\ ", " ", StringComparison.Ordinal)
                .Replace("\\{", "{", StringComparison.Ordinal),
            static token => IsBitrate(token) ? "(?<bitrate>0|[1-9][0-9]{0,9})" : IsCustom(token) ? "[^/()]*" : "(?<time>0|[1-9][0-9]{0,17})");
        _pattern = new Regex($"^{pattern}\\z", RegexOptions.CultureInvariant);
    }

    /// <summary>The folder of the only stream where a group has one: what stands before the kind; null in other layouts.</summary>
    public string? StreamFolder => _template.IndexOf('/', StringComparison.Ordinal) is var end and > 0 && !Placeholder().IsMatch(_template[..end])
        ? Uri.UnescapeDataString(_template[..end])
        : null;

    /// <summary>The attribute's value.</summary>
    public string Text => _template;

    /// <summary>The URL of a fragment, relative to the manifest.</summary>
    /// <param name="bitrate">Of the QualityLevel.</param>
    /// <param name="time">Start of the fragment in ticks of the StreamIndex.</param>
    /// <param name="custom">Names and values of the QualityLevel's custom attributes.</param>
    public string Fill(long bitrate, long time, string custom = "") => Placeholder().Replace(
        _template, token => IsCustom(token) ? custom : (IsBitrate(token) ? bitrate : time).ToString(CultureInfo.InvariantCulture));

    /// <summary>Finds the bit rate and time that a path, relative to the manifest and decoded, stands for.</summary>
    public bool TryRead(string path, out long bitrate, out long time)
    {
        Match match = _pattern.Match(path);
        bitrate = match.Success ? Number(match.Groups["bitrate"]) : 0;
        time = match.Success ? Number(match.Groups["time"]) : 0;
        return match.Success;
    }

    private static bool IsBitrate(Match token) => token.ValueSpan[1] is 'b' or 'B';

    private static bool IsCustom(Match token) => token.ValueSpan[1] is 'C';

    private static long Number(Group group) =>
        long.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    [GeneratedRegex(@"\{(bitrate|Bitrate|start time|start_time|CustomAttributes)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
