using System.Globalization;
using System.Text;

namespace MssTools.Core.Origin;

/// <summary>
/// The path of a request as names of files and folders that cannot lead anywhere else. It is decoded once; what holds
/// anything but the characters of portable names, a hidden name or a device's is refused, never repaired.
/// </summary>
/// <param name="Segments">The names, outermost first; none for the root.</param>
/// <param name="Query">What follows the path, with its question mark, as it came.</param>
internal sealed record RequestPath(IReadOnlyList<string> Segments, string Query)
{
    private const int MostSegments = 16;
    private const int LongestSegment = 128;
    private const string Punctuation = " _-.+@()=,";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path from <c>/</c>, decoded.</summary>
    public string Text { get; } = "/" + string.Join('/', Segments);

    /// <summary>The last name, or nothing for the root.</summary>
    public string Name => Segments.Count == 0 ? "" : Segments[^1];

    /// <summary>The names but the last ones.</summary>
    public IReadOnlyList<string> Without(int last) => [.. Segments.Take(Segments.Count - last)];

    /// <summary>Reads a request target ([RFC 9112] 3.2); null where it is none that a file could have.</summary>
    /// <param name="target">As it stands on the request line.</param>
    public static RequestPath? Parse(string target)
    {
        ReadOnlySpan<char> rest = WithoutAuthority(target);
        if (rest.IsEmpty || rest[0] != '/')
        {
            return null;
        }

        int query = rest.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? rest : rest[..query];
        return path.Contains('#') ? null : ParseNames(path[1..], query < 0 ? "" : rest[query..].ToString());
    }

    /// <summary>Reads a relative URL of a manifest's template; null where it leads anywhere but down.</summary>
    public static RequestPath? ParseRelative(IReadOnlyList<string> folder, string url) =>
        !url.StartsWith('/') && ParseNames(url, "") is { Segments.Count: > 0 } relative
            ? new RequestPath([.. folder, .. relative.Segments], "")
            : null;

    /// <summary>True for a name that may stand for a file or folder on any system.</summary>
    public static bool IsSafe(string name) =>
        name.Length is > 0 and <= LongestSegment
        && name[0] is not ('.' or ' ')
        && name[^1] is not ('.' or ' ')
        && name.All(c => char.IsLetterOrDigit(c) || Punctuation.Contains(c, StringComparison.Ordinal))
        && !IsDevice(name);

    private static ReadOnlySpan<char> WithoutAuthority(string target)
    {
        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (target.StartsWith('/') || scheme < 0)
        {
            return target;
        }

        ReadOnlySpan<char> rest = target.AsSpan(scheme + 3);
        int path = rest.IndexOf('/');
        return path < 0 ? "/" : rest[path..];
    }

    private static RequestPath? ParseNames(ReadOnlySpan<char> path, string query)
    {
        var names = new List<string>();
        if (!path.IsEmpty)
        {
            foreach (Range range in path.Split('/'))
            {
                if (path[range].IsEmpty && range.End.GetOffset(path.Length) < path.Length)
                {
                    continue; // players join addresses with one slash too many; other servers take it for one
                }

                string? name = Decode(path[range]);
                if (name is null || !IsSafe(name) || names.Count == MostSegments)
                {
                    return null;
                }

                names.Add(name);
            }
        }

        return new RequestPath(names, query);
    }

    private static string? Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%') && System.Text.Ascii.IsValid(text))
        {
            return text.ToString();
        }

        Span<byte> bytes = stackalloc byte[LongestSegment * 4];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte value = (byte)text[i];
            bool isEscape = text[i] == '%';
            if (count == bytes.Length
                || text[i] > '\x7F'
                || (isEscape && (i + 2 >= text.Length || !TryHex(text.Slice(i + 1, 2), out value))))
            {
                return null;
            }

            bytes[count++] = value;
            i += isEscape ? 2 : 0;
        }

        try
        {
            return s_strict.GetString(bytes[..count]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    // Windows takes these for devices in any folder and with any extension.
    private static bool IsDevice(string name)
    {
        ReadOnlySpan<char> stem = name.AsSpan(0, name.IndexOf('.') is var dot and >= 0 ? dot : name.Length).TrimEnd(' ');
        return stem.Length switch
        {
            3 => Is(stem, "con") || Is(stem, "prn") || Is(stem, "aux") || Is(stem, "nul"),
            4 => (Is(stem[..3], "com") || Is(stem[..3], "lpt")) && char.IsDigit(stem[3]),
            _ => false,
        };

        static bool Is(ReadOnlySpan<char> text, string device) => text.Equals(device, StringComparison.OrdinalIgnoreCase);
    }
}
