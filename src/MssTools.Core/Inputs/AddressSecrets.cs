using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MssTools.Core.Inputs;

/// <summary>
/// Finds the places of secrets in addresses: what stands before the @, values of a query, the stream of an RTMP address, and long
/// parts of a path that no person made up.
/// </summary>
internal static partial class AddressSecrets
{
    private const string SchemeEnd = "://";

    // Options of ours and of ffmpeg's protocols that say how to receive, and are worth seeing.
    private static readonly FrozenSet<string> s_harmless = new[]
    {
        "transport", "audio", "video", "interface", "localaddr", "sources", "timeout", "rcvbuf", "ttl", "pkt_size", "buffer_size",
        "fifo_size", "overrun_nonfatal", "reuse", "mode", "latency", "transtype", "listen", "rw_timeout", "connect_timeout",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text that is an address as a whole, with stars in these places, whatever characters stand there.</summary>
    /// <param name="address">The address; anything else comes back as it is.</param>
    /// <param name="found">Takes what stood there.</param>
    public static string MaskWhole(string address, List<string> found)
    {
        int start = address.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (start < 0)
        {
            return address;
        }

        string rest = address[(start + SchemeEnd.Length)..];
        int end = rest.IndexOfAny(['/', '?', '#']);
        string authority = end < 0 ? rest : rest[..end];
        int at = authority.LastIndexOf('@');
        if (at < 0 && !HasPort(authority))
        {
            at = rest.LastIndexOf('@'); // a password with a slash in it, which should have been written %2F
        }

        string place = rest[(at + 1)..];
        int path = IndexOf(place, place.IndexOfAny(['/', '?', '#']));
        int query = IndexOf(place, place.AsSpan(path).IndexOfAny('?', '#') is var mark and >= 0 ? path + mark : -1);
        return Mask(address[..start], rest[..(at + 1)], place[..path], place[path..query], place[query..], found);
    }

    /// <summary>Any text with stars in the places of the addresses in it.</summary>
    /// <param name="text">Any text.</param>
    public static string Mask(string text) => text.Contains(SchemeEnd, StringComparison.Ordinal)
        ? Address().Replace(text, match => Mask(
            match.Groups["scheme"].Value,
            match.Groups["user"].Value,
            match.Groups["host"].Value,
            match.Groups["path"].Value,
            match.Groups["query"].Value,
            []))
        : text;

    private static int IndexOf(string text, int index) => index < 0 ? text.Length : index;

    // host, host:80, [::1]:80 and user all pass for one without a password.
    private static bool HasPort(string authority) =>
        authority.LastIndexOf(':') is var colon
        && (colon < 0 || authority[^1] == ']' || authority.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static string Mask(string scheme, string user, string host, string path, string query, List<string> found)
    {
        string kind = scheme.ToLowerInvariant();
        return $"{scheme}{SchemeEnd}{MaskUser(kind, user, found)}{host}{MaskPath(kind, path, found)}{MaskQuery(query, found)}";
    }

    // udp://source@group names a sender, not a user.
    private static string MaskUser(string scheme, string user, List<string> found)
    {
        string name = user.Length > 0 ? user[..^1] : "";
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (name.Length == 0 || (colon < 0 && scheme is "udp" or "rtp"))
        {
            return user;
        }

        found.Add(name[(colon + 1)..]);
        if (colon >= 0)
        {
            found.Add(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(name)))); // Basic authentication
        }

        return $"{name[..(colon + 1)]}{SourceSecrets.Stars}@";
    }

    private static string MaskPath(string scheme, string path, List<string> found)
    {
        string[] parts = path.Split('/');
        bool isRtmp = scheme.StartsWith("rtmp", StringComparison.Ordinal);
        for (int i = 1; i < parts.Length; i++)
        {
            int dot = Extension().Match(parts[i]) is { Success: true } extension ? extension.Index : parts[i].Length;
            string stem = parts[i][..dot];
            if (isRtmp && (i > 1 || i == parts.Length - 1))
            {
                (stem, dot) = (parts[i], parts[i].Length);
            }
            else if (!Token().IsMatch(stem))
            {
                continue;
            }

            if (stem.Length > 0)
            {
                found.Add(stem);
                parts[i] = SourceSecrets.Stars + parts[i][dot..];
            }
        }

        return string.Join('/', parts);
    }

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

    // Nobody types these: 16 letters and digits in a row, 32 of either, or a UUID.
    [GeneratedRegex(
        """(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{16,}|[A-Za-z0-9]{32,}|[0-9]{16,}|"""
        + """[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}""")]
    private static partial Regex Token();
}
