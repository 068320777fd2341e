using System.Globalization;
using System.Text;

namespace MssTools.Core.Tests.Objects;

/// <summary>One request of HTTP/1.1 as it came, with its body.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without its first '/' and still escaped.</param>
/// <param name="Query">The query's names and values, unescaped.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record WireRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Reads one; null: the connection is closed.</summary>
    public static async Task<WireRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await LineAsync(stream, cancellationToken) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream, cancellationToken) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        if (headers.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        byte[] body = headers.ContainsKey("Transfer-Encoding") ? await ChunksAsync(stream, cancellationToken)
            : new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        if (!headers.ContainsKey("Transfer-Encoding"))
        {
            await stream.ReadExactlyAsync(body, cancellationToken);
        }

        if (headers.GetValueOrDefault("x-amz-content-sha256", "").StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            body = await ChunksAsync(new MemoryStream(body), cancellationToken); // aws-chunked looks the same
        }

        string[] target = first.Split(' ')[1].Split('?', 2);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] pair in (target.ElementAtOrDefault(1) ?? "").Split('&').Select(p => p.Split('=', 2)))
        {
            query[Uri.UnescapeDataString(pair[0])] = Uri.UnescapeDataString((pair.ElementAtOrDefault(1) ?? "").Replace('+', ' '));
        }

        return new WireRequest(first.Split(' ')[0], target[0].TrimStart('/'), query, headers, body);
    }

    // "size[;anything]" CRLF bytes CRLF, until a size of 0, then trailers.
    private static async Task<byte[]> ChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        while (true)
        {
            string? line = await LineAsync(stream, cancellationToken);
            byte[] chunk = new byte[int.Parse(line!.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            if (chunk.Length == 0)
            {
                while (await LineAsync(stream, cancellationToken) is { Length: > 0 })
                {
                    // Trailers do not matter.
                }

                return all.ToArray();
            }

            await stream.ReadExactlyAsync(chunk, cancellationToken);
            all.Write(chunk);
            await LineAsync(stream, cancellationToken);
        }
    }

    private static async Task<string?> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        byte[] next = new byte[1];
        while (await stream.ReadAsync(next, cancellationToken) == 1)
        {
            if (next[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)next[0]);
        }

        return null;
    }
}
