using System.Globalization;

namespace MssTools.Core.Origin;

/// <summary>A stretch of a body that a client asks for ([RFC 9110] 14).</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; zero where no byte of the body is meant.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>
    /// Reads a Range header. Null where it is to be passed over: another unit, several ranges, or none.
    /// </summary>
    /// <param name="header">The header's value.</param>
    /// <param name="total">Bytes of the whole body.</param>
    public static ByteRange? Parse(string? header, long total)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ReadOnlySpan<char> range = header.AsSpan(Unit.Length).Trim();
        int dash = range.IndexOf('-');
        if (dash < 0 || range.Contains(','))
        {
            return null;
        }

        bool hasFirst = TryNumber(range[..dash], out long first);
        bool hasLast = TryNumber(range[(dash + 1)..], out long last);
        return (hasFirst, hasLast) switch
        {
            (true, true) when last >= first => Within(first, Math.Min(last, total) - first + 1, total),
            (true, false) when dash + 1 == range.Length => Within(first, total, total),
            (false, true) when dash == 0 => Within(Math.Max(0, total - last), last, total),
            _ => null,
        };
    }

    private static ByteRange Within(long offset, long length, long total) =>
        offset < total ? new ByteRange(offset, Math.Min(length, total - offset)) : default;

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
