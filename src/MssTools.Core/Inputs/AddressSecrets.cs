using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MssTools.Core.Inputs;

/// <summary>
/// Finds in a text the addresses, and in these the places of secrets: what stands before the @, values of a query, the stream of an
/// RTMP address, and long parts of a path that no person made up.
/// </summary>
internal static partial class AddressSecrets
{
    private const int LongestWord = 16;

    // Options of ours and of ffmpeg's protocols that say how to receive, and are worth seeing.
    private static readonly FrozenSet<string> s_harmless = new[]
    {
        "transport", "audio", "video", "interface", "localaddr", "sources", "timeout", "rcvbuf", "ttl", "pkt_size", "buffer_size",
        "fifo_size", "overrun_nonfatal", "reuse", "mode", "latency", "transtype", "listen", "rw_timeout", "connect_timeout",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The text with stars in these places.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="found">Takes what stood there; may be a throw-away list.</param>
    public static string Mask(string text, List<string> found) => text.Contains("://", StringComparison.Ordinal)
        ? Address().Replace(text, match => Mask(match, found))
        : text;

    private static string Mask(Match address, List<string> found)
    {
        string scheme = address.Groups["scheme"].Value.ToLowerInvariant();
        string user = MaskUser(scheme, address.Groups["user"], found);
        string path = MaskPath(scheme, address.Groups["path"].Value, found);
        Group query = address.Groups["query"];
        string tail = query.Success ? MaskQuery(query.Value, found) : "";
        return $"{address.Groups["scheme"].Value}://{user}{address.Groups["host"].Value}{path}{tail}";
    }

    // udp://source@group names a sender, not a user.
    private static string MaskUser(string scheme, Group user, List<string> found)
    {
        if (!user.Success || user.Length <= 1)
        {
            return user.Value;
        }

        string name = user.Value[..^1];
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && scheme is "udp" or "rtp")
        {
            return user.Value;
        }

        found.Add(name[(colon + 1)..]);
        if (colon >= 0)
        {
            found.Add(name); // as Basic authentication sends it
        }

        return $"{name[..(colon + 1)]}{SourceSecrets.Stars}@";
    }

    private static string MaskPath(string scheme, string path, List<string> found)
    {
        string[] parts = path.Split('/');
        bool isRtmp = scheme is "rtmp" or "rtmps" or "rtmpt" or "rtmpe";
        for (int i = 1; i < parts.Length; i++)
        {
            bool isKey = (isRtmp && i > 1) || IsToken(parts[i]);
            if (isKey && parts[i].Length > 0)
            {
                found.Add(parts[i]);
                parts[i] = SourceSecrets.Stars;
            }
        }

        return string.Join('/', parts);
    }

    // Nobody types these: letters and digits, long, and no file's extension.
    private static bool IsToken(string part) =>
        part.Length >= LongestWord && part.Any(char.IsAsciiDigit) && part.Any(char.IsAsciiLetter) && !Extension().IsMatch(part);

    private static string MaskQuery(string query, List<string> found) => Pair().Replace(query, pair =>
    {
        Group name = pair.Groups["name"];
        string value = pair.Groups["value"].Success ? pair.Groups["value"].Value : name.Value;
        if (s_harmless.Contains(name.Value) || value.Length == 0)
        {
            return pair.Value;
        }

        found.Add(value);
        return pair.Groups["value"].Success ? $"{name.Value}={SourceSecrets.Stars}" : SourceSecrets.Stars;
    });

    [GeneratedRegex(
        """(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://(?<user>[^\s/?#'"]*@)?(?<host>[^\s/?#'"]*)(?<path>[^\s?#'"]*)(?<query>[?#][^\s'"]*)?""")]
    private static partial Regex Address();

    [GeneratedRegex("""(?<name>[^?#&;=]+)(=(?<value>[^&;#]*))?""")]
    private static partial Regex Pair();

    [GeneratedRegex("""\.[A-Za-z0-9]{1,5}\z""")]
    private static partial Regex Extension();
}
