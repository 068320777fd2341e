using System.Net;
using System.Text.RegularExpressions;

namespace MssTools.Cloud;

/// <summary>Why an attempt failed, whichever SDK says so.</summary>
/// <param name="Status">Status of the answer; null: there was none.</param>
/// <param name="Code">The store's own name of it, <c>SlowDown</c>; may be empty.</param>
/// <param name="Text">What the store or the system said. Never quoted as it is: it may be long, and name signatures.</param>
internal sealed partial record StoreFailure(HttpStatusCode? Status, string Code, string Text)
{
    private const int LongestCode = 64;
    private const int LongestText = 200;

    // Of S3 with status 400, of Azure with 403.
    private static readonly string[] s_codesOfCredentials = ["ExpiredToken", "InvalidToken", "TokenRefreshRequired"];

    private static readonly string[] s_codesOfBuckets = ["NoSuchBucket", "ContainerNotFound"];

    /// <summary>True where no credentials were found, or could not be had: nothing was asked.</summary>
    public bool LacksCredentials { get; init; }

    /// <summary>True for what another attempt may not meet: no answer, the store's own faults, too many requests.</summary>
    public bool IsPassing => !LacksCredentials
        && (Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError || Code is "RequestTimeout");

    /// <summary>What it is to the user.</summary>
    /// <param name="failed">SinkFailed or SourceFailed, where nothing more exact is known.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key, or the prefix of a list.</param>
    public MssException AsException(MssError failed, string bucket, string key)
    {
        if (LacksCredentials || Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || s_codesOfCredentials.Contains(Code))
        {
            return new MssException(
                MssError.AccessDenied,
                LacksCredentials ? $"There are no credentials for {bucket}: {Shown(Text)}" : $"{bucket} refuses {Of(key)}: {Said}.",
                "Check the credentials and what they allow; docs/object-stores.md says which are used.");
        }

        return s_codesOfBuckets.Contains(Code)
            ? new MssException(failed, $"There is no bucket {bucket}: {Said}.", "Create it, or correct the address.")
            : new MssException(failed, $"{bucket} failed at {Of(key)}: {Said}.", Status is null
                ? "Check that the store can be reached, and its address."
                : "See what the store says, and try again.");
    }

    /// <summary>Status, code and text, as far as they are there and fit to be shown.</summary>
    public string Said => string.Join(' ', new[]
    {
        Status is { } status ? ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture) : "no answer",
        ForeignText.Value(Code, LongestCode),
        Shown(Text) is { Length: > 0 } text ? $"({text.TrimEnd('.')})" : "",
    }.Where(part => part.Length > 0));

    private static string Of(string key) => key.Length == 0 ? "a list of all keys" : $"'{key}'";

    // The first line, without what signs requests: a store may quote the request that it refuses.
    private static string Shown(string text) =>
        ForeignText.Value(Signs().Replace(text.TrimStart().Split('\n')[0].TrimEnd(), "${name}=…"), LongestText);

    [GeneratedRegex(
        """(?<name>sig|signature|credential|accountkey|sharedaccesssignature|(x-amz-)?security-token|authorization|password)["']?\s*[=:]\s*["']?(bearer\s+)?[^\s&;,"'<>]+""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Signs();
}
