using System.Globalization;
using System.Net;
using System.Text;

namespace MssTools.Core.Origin;

/// <summary>What a request gets, before conditions, ranges and compression.</summary>
/// <param name="Status">The status code.</param>
internal sealed record Answer(HttpStatusCode Status)
{
    /// <summary>Errors must not be kept by anyone: the fragment may be there a moment later.</summary>
    private const string NotKept = "no-store";

    private string? _lastModified;

    /// <summary>The body; null: none.</summary>
    public Body? Body { get; init; }

    /// <summary>The body as gzip, for clients that take it; null: it would not be smaller.</summary>
    public ReadOnlyMemory<byte>? Gzip { get; init; }

    /// <summary>The media type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>What caches may do with it.</summary>
    public string CacheControl { get; init; } = NotKept;

    /// <summary>The version of the content; null: it has none, and no conditions or ranges.</summary>
    public string? ETag { get; init; }

    /// <summary>When the content was written, UTC.</summary>
    public DateTime? Written { get; init; }

    /// <summary>The same as HTTP writes it.</summary>
    public string? LastModified => _lastModified ??= Written?.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>A further header.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>There is nothing of that name, or nothing that a viewer may see.</summary>
    public static Answer NotFound { get; } = Error(HttpStatusCode.NotFound);

    /// <summary>A fragment that was announced and did not come in time ([MS-SSTR] 2.2.6): the body is empty.</summary>
    public static Answer NotYet { get; } = new(HttpStatusCode.PreconditionFailed);

    /// <summary>A target that no URL of ours has.</summary>
    public static Answer BadRequest { get; } = Error(HttpStatusCode.BadRequest);

    /// <summary>The server cannot do its work, and says why.</summary>
    public static Answer Unwell(string reason) => new(HttpStatusCode.ServiceUnavailable)
    {
        Body = new Body.Memory(Encoding.ASCII.GetBytes(reason + "\n")),
        ContentType = Origin.ContentType.Text,
    };

    /// <summary>There is no answer now, for lack of memory or of a decision; there may be one at once.</summary>
    public static Answer Busy { get; } = Error(HttpStatusCode.ServiceUnavailable) with { Header = ("Retry-After", "1") };

    /// <summary>Reading failed.</summary>
    public static Answer Failed { get; } = Error(HttpStatusCode.InternalServerError);

    /// <summary>An error, in words.</summary>
    public static Answer Error(HttpStatusCode status) => new(status)
    {
        Body = new Body.Memory(Encoding.ASCII.GetBytes($"{(int)status} {status}\n")),
        ContentType = Origin.ContentType.Text,
    };

    /// <summary>Bytes that are made for this request.</summary>
    public static Answer Of(ReadOnlyMemory<byte> bytes, string contentType) => new(HttpStatusCode.OK)
    {
        Body = new Body.Memory(bytes),
        ContentType = contentType,
    };
}
