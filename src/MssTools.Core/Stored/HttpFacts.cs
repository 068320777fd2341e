using System.Net;

namespace MssTools.Core.Stored;

/// <summary>What a server said beside the bytes of a document.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The media type, without parameters; null where none is stated.</param>
/// <param name="CacheControl">The Cache-Control header; null where there is none.</param>
/// <param name="AllowOrigin">The Access-Control-Allow-Origin header; null where there is none.</param>
/// <param name="ExposeHeaders">The Access-Control-Expose-Headers header; null where there is none.</param>
/// <param name="HasDate">True with a Date header.</param>
/// <param name="Address">Where redirections led.</param>
/// <param name="Elapsed">How long the whole answer took.</param>
internal sealed record HttpFacts(
    HttpStatusCode Status,
    string? ContentType,
    string? CacheControl,
    string? AllowOrigin,
    string? ExposeHeaders,
    bool HasDate,
    Uri Address,
    TimeSpan Elapsed)
{
    /// <summary>Reads the head of an answer.</summary>
    public static HttpFacts Of(HttpResponseMessage response, Uri asked)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new HttpFacts(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            Header(response, "Cache-Control"),
            Header(response, "Access-Control-Allow-Origin"),
            Header(response, "Access-Control-Expose-Headers"),
            response.Headers.Date is not null,
            response.RequestMessage?.RequestUri ?? asked,
            TimeSpan.Zero);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values)
            ? string.Join(", ", values)
            : null;
}
