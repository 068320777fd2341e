using System.Globalization;
using System.Text;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>A response of the server, or a request of its own (RFC 2326 4).</summary>
/// <param name="StartLine">The first line.</param>
/// <param name="Headers">Names and values, in order.</param>
/// <param name="Body">The body; empty where there is none.</param>
internal sealed record RtspMessage(string StartLine, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    private const int LongestHead = 64 * 1024;
    private const int LongestBody = 1024 * 1024;
    private const string Protocol = "RTSP/";

    /// <summary>The status code of a response; 0 for a request.</summary>
    public int Status => StartLine.StartsWith(Protocol, StringComparison.Ordinal)
        && StartLine.Split(' ') is [_, var code, ..]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? status
            : 0;

    /// <summary>The first value of a header, or null.</summary>
    public string? Header(string name) => HeadersOf(name).FirstOrDefault();

    /// <summary>All values of a header.</summary>
    public IEnumerable<string> HeadersOf(string name) =>
        Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value);

    /// <summary>Reads a message; null where the connection ends before it is whole.</summary>
    /// <param name="first">Bytes of it that were read already.</param>
    /// <param name="input">Where the rest comes from.</param>
    /// <exception cref="MssException">MalformedInput: too long; SourceFailed.</exception>
    public static RtspMessage? Read(ReadOnlySpan<byte> first, InputStream input)
    {
        var head = new StringBuilder(Encoding.Latin1.GetString(first));
        Span<byte> next = stackalloc byte[1];
        while (!EndsWithEmptyLine(head))
        {
            if (input.Read(next) == 0)
            {
                return null;
            }

            head.Append((char)next[0]);
            if (head.Length > LongestHead)
            {
                throw new MssException(MssError.MalformedInput, $"The server sends a head of more than {LongestHead} bytes.");
            }
        }

        string[] lines = head.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<(string Name, string Value)> headers = [.. lines.Skip(1).Select(SplitHeader).Where(h => h.Name.Length > 0)];
        var message = new RtspMessage(lines.ElementAtOrDefault(0) ?? "", headers, "");
        return ReadBody(message.Header("Content-Length"), input) is { } body ? message with { Body = body } : null;
    }

    private static string? ReadBody(string? length, InputStream input)
    {
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            return "";
        }

        if (size > LongestBody)
        {
            throw new MssException(MssError.MalformedInput, $"The server sends a body of {size} bytes; at most {LongestBody} are taken.");
        }

        byte[] body = new byte[size];
        return input.Read(body) == size ? Encoding.UTF8.GetString(body) : null;
    }

    private static bool EndsWithEmptyLine(StringBuilder head)
    {
        int end = head.Length;
        return end >= 2 && head[end - 1] == '\n' && (head[end - 2] == '\n' || (end >= 4 && head[end - 2] == '\r' && head[end - 3] == '\n'));
    }

    private static (string Name, string Value) SplitHeader(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
    }
}
