using System.Text;

namespace MssTools.Fuzz;

/// <summary>Streams of bytes of one or more requests that a client may send at once.</summary>
internal static class HttpCorpus
{
    private const int Streams = 400;
    private const int MostRequests = 4;
    private const int MostHeaders = 4;

    private static readonly string[] s_methods = ["GET", "GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "get", "PRI", "CONNECT"];
    private static readonly string[] s_versions = ["1.1", "1.1", "1.1", "1.1", "1.0", "2.0", "0.9"];

    private static readonly string[] s_headers =
    [
        "Range: bytes=0-", "Range: bytes=0-99", "Range: bytes=-1", "Range: bytes=5-2", "Range: bytes=99999999999-", "Range: bytes=0-1,3-4",
        "Range: bytes=9223372036854775807-9223372036854775808", "If-Range: \"x\"", "If-Range: Wed, 21 Oct 2026 07:28:00 GMT", "If-None-Match: *",
        "If-None-Match: \"1\", W/\"2\"", "If-Match: \"1\"", "If-Match: *", "If-Modified-Since: Wed, 21 Oct 2026 07:28:00 GMT",
        "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT", "Accept-Encoding: gzip, br;q=0.5, *;q=0",
        "Origin: http://b", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: range", "Connection: keep-alive",
        "Connection: Upgrade", "Upgrade: h2c", "Expect: 100-continue", "Content-Length: 0", "Content-Length: 3", "Content-Length: -1",
        "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Authorization: Bearer x", "Authorization: Basic eDp5", "User-Agent: fuzz",
        "X-Forwarded-For: 1.2.3.4", "Cookie: a=b", "Host: b", "Accept: */*", "Referer: http://a/",
    ];

    /// <summary>Makes them.</summary>
    /// <param name="targets">What requests ask for.</param>
    /// <param name="seed">Makes it repeatable.</param>
    public static IReadOnlyList<byte[]> Make(IReadOnlyList<string> targets, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Streams).Select(_ => Encoding.Latin1.GetBytes(Stream(targets, random)))];
    }

    private static string Stream(IReadOnlyList<string> targets, Random random)
    {
        var text = new StringBuilder();
        for (int requests = random.Next(1, MostRequests + 1); requests > 0; requests--)
        {
            text.Append($"{Any(s_methods, random)} {Any(targets, random)} HTTP/{Any(s_versions, random)}\r\nHost: a\r\n");
            for (int headers = random.Next(MostHeaders + 1); headers > 0; headers--)
            {
                text.Append(Any(s_headers, random)).Append("\r\n");
            }

            text.Append("\r\n");
            if (random.Next(20) == 0)
            {
                text.Append("3\r\nabc\r\n0\r\n\r\n");
            }
        }

        return text.ToString();
    }

    private static string Any(IReadOnlyList<string> choices, Random random) => choices[random.Next(choices.Count)];
}
