using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MssTools.Core.Origin;

/// <summary>Writes answers: headers for browsers and caches, conditions, ranges, compression, the body.</summary>
/// <param name="files">Small files.</param>
/// <param name="metrics">Counts answers, before the client can know of them.</param>
internal sealed class AnswerWriter(HotFiles files, ServerMetrics metrics)
{
    private static readonly StringValues s_any = "*";
    private static readonly StringValues s_exposed = "Date";
    private static readonly StringValues s_bytes = "bytes";
    private static readonly StringValues s_noSniff = "nosniff";
    private static readonly StringValues s_gzip = "gzip";
    private static readonly StringValues s_varies = "Accept-Encoding";

    /// <summary>Writes an answer.</summary>
    public ValueTask WriteAsync(Exchange exchange, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(answer);
        Body? content = Negotiate(exchange, answer);
        bool mayHaveLength = exchange.Status is not (StatusCodes.Status304NotModified or StatusCodes.Status204NoContent);
        exchange.Headers.ContentLength = mayHaveLength ? content?.Length ?? 0 : null;
        bool hasBody = content is { Length: > 0 } && !exchange.IsHead;
        metrics.NoteAnswer(exchange.Status, hasBody ? content!.Length : 0);
        return hasBody ? BodyWriter.WriteAsync(exchange, content!, files) : default;
    }

    // Sets status and headers, and says what of the content is sent.
    private static Body? Negotiate(Exchange exchange, Answer answer)
    {
        IHeaderDictionary headers = exchange.Headers;
        exchange.Status = (int)answer.Status;
        headers.AccessControlAllowOrigin = s_any;
        headers.AccessControlExposeHeaders = s_exposed; // dash.js takes the server's clock from there
        headers.XContentTypeOptions = s_noSniff;
        headers.CacheControl = answer.CacheControl;
        if (answer.Header is { } header)
        {
            headers[header.Name] = header.Value;
        }

        if (answer.Body is not { } content)
        {
            return null;
        }

        headers.ContentType = answer.ContentType;
        return answer.ETag is null ? content : NegotiateVersion(exchange, answer, content);
    }

    private static Body? NegotiateVersion(Exchange exchange, Answer answer, Body content)
    {
        IHeaderDictionary headers = exchange.Headers;
        string etag = answer.ETag!;
        if (answer.Gzip is { } gzip)
        {
            headers.Vary = s_varies;
            if (TakesGzip(exchange.RequestHeaders.AcceptEncoding))
            {
                headers.ContentEncoding = s_gzip;
                content = new Body.Memory(gzip);
                etag = $"{etag[..^1]}-gz\"";
            }
        }

        headers.ETag = etag;
        headers.LastModified = answer.LastModified;
        if (IsUnchanged(exchange.RequestHeaders, etag, answer.Written))
        {
            exchange.Status = StatusCodes.Status304NotModified;
            headers.ContentType = default;
            headers.ContentEncoding = default;
            return null;
        }

        headers.AcceptRanges = s_bytes;
        return HasRange(exchange, etag, answer.Written) && ByteRange.Parse(exchange.RequestHeaders.Range, content.Length) is { } range
            ? CutRange(exchange, content, range)
            : content;
    }

    private static Body? CutRange(Exchange exchange, Body content, ByteRange range)
    {
        if (range.Length == 0)
        {
            exchange.Status = (int)HttpStatusCode.RequestedRangeNotSatisfiable;
            exchange.Headers.ContentRange = Line($"bytes */{content.Length}");
            exchange.Headers.CacheControl = "no-store";
            exchange.Headers.ContentType = default;
            exchange.Headers.ContentEncoding = default;
            return null;
        }

        exchange.Status = StatusCodes.Status206PartialContent;
        exchange.Headers.ContentRange = Line($"bytes {range.Offset}-{range.Offset + range.Length - 1}/{content.Length}");
        return content.Slice(range.Offset, range.Length);
    }

    // If-None-Match counts before If-Modified-Since ([RFC 9110] 13.2.2).
    private static bool IsUnchanged(IHeaderDictionary request, string etag, DateTime? written)
    {
        if (request.IfNoneMatch is { Count: > 0 } tags)
        {
            return tags.ToString().Split(',', StringSplitOptions.TrimEntries)
                .Any(tag => tag == "*" || tag.AsSpan(tag.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0).SequenceEqual(etag));
        }

        return request.IfModifiedSince is { Count: > 0 } since
            && written is { } time
            && TryDate(since!, out DateTime known)
            && Seconds(time) <= known;
    }

    private static bool HasRange(Exchange exchange, string etag, DateTime? written)
    {
        IHeaderDictionary request = exchange.RequestHeaders;
        if (request.Range.Count == 0 || !exchange.IsGet)
        {
            return false;
        }

        string? condition = request.IfRange;
        return condition is null
            || condition == etag
            || (written is { } time && TryDate(condition, out DateTime known) && Seconds(time) == known);
    }

    // Quality values other than zero are all the same to us ([RFC 9110] 12.5.3).
    private static bool TakesGzip(StringValues accepted) =>
        StringWithQualityHeaderValue.TryParseList(accepted, out IList<StringWithQualityHeaderValue>? codings)
        && codings.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);

    private static bool TryDate(string text, out DateTime time) => DateTime.TryParseExact(
        text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static DateTime Seconds(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
