using System.Globalization;

namespace MssTools.Core.Outputs.Push;

/// <summary>An answer of HTTP/1.1, as far as a push goes by it.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Reason">The words behind it, cleaned.</param>
/// <param name="Location">Where a redirect leads; null: there is none.</param>
internal sealed record HttpAnswer(int Status, string Reason, string? Location)
{
    private const int LongestReason = 128;

    /// <summary>Status and words, for people.</summary>
    public override string ToString() => Reason.Length > 0 ? $"{Status} {Reason}" : $"{Status}";

    /// <summary>Reads status line and headers (RFC 9112 4, 5).</summary>
    /// <param name="text">Everything up to the empty line.</param>
    /// <exception cref="IOException">It is no such answer.</exception>
    public static HttpAnswer Parse(string text)
    {
        string[] lines = text.Split("\r\n");
        string[] words = lines[0].Split(' ', 3);
        bool isAnswer = words.Length >= 2 && words[0].StartsWith("HTTP/1.", StringComparison.Ordinal);
        if (!isAnswer || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 100 or > 999)
        {
            throw new IOException($"What answers is no HTTP server: '{ForeignText.Value(lines[0], LongestReason)}'.");
        }

        string? location = lines.Skip(1)
            .Where(line => line.StartsWith("Location:", StringComparison.OrdinalIgnoreCase))
            .Select(line => line["Location:".Length..].Trim())
            .FirstOrDefault();
        return new HttpAnswer(status, words.Length > 2 ? ForeignText.Value(words[2].Trim(), LongestReason) : "", location);
    }
}
