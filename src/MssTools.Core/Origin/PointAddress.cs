using System.Text.RegularExpressions;

namespace MssTools.Core.Origin;

/// <summary>The target of a POST to a publishing point ([MS-SSTR] 2.2.7): <c>/name.isml[/Events(id)]/Streams(id)</c>, in any case.</summary>
/// <param name="Point">Name of the point.</param>
/// <param name="Event">The event; empty: none is named.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Query">What follows the path, with its question mark.</param>
internal sealed partial record PointAddress(string Point, string Event, string Stream, string Query)
{
    private const int LongestTarget = 1024;

    /// <summary>Reads a request target; null where it is none.</summary>
    /// <param name="target">As it stands on the request line.</param>
    public static PointAddress? Parse(string target)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        return path.Length <= LongestTarget && Target().Match(Uri.UnescapeDataString(path)) is { Success: true } match
            ? new PointAddress(
                match.Groups["point"].Value,
                ForeignText.Value(match.Groups["event"].Value),
                ForeignText.Value(match.Groups["stream"].Value),
                query < 0 ? "" : target[query..])
            : null;
    }

    [GeneratedRegex(
        @"^(https?://[^/]+)?/(?<point>[^/]+)\.isml(/Events\((?<event>[^/]{1,128})\))?/Streams\((?<stream>[^/]{1,128})\)/?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Target();
}
