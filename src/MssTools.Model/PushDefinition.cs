using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MssTools;

/// <summary>What New-MSSStream was told about pushing a group to publishing points; for <see cref="IsmType.Isml"/>.</summary>
public sealed record PushDefinition
{
    private const string Extension = ".isml";
    private const string Stars = "***";
    private const int LongestId = 128;
    private const int LongestPause = 3600;

    /// <summary>The points, each of which gets the whole group: absolute URLs that end with <c>.isml</c>.</summary>
    public IReadOnlyList<Uri> Points { get; init => field = value.ToArray(); } = [];

    /// <summary>How the event is named: as given, or anew at each start.</summary>
    public IngestMode Mode { get; init; }

    /// <summary>What stands in <c>Events(id)</c>; empty: there is no such part.</summary>
    public string EventId { get; init; } = "";

    /// <summary>How the group is divided into POSTs.</summary>
    public IngestLayout Layout { get; init; }

    /// <summary>Whether each POST begins with the list of all of them, so that the point waits until all have come.</summary>
    public bool SendStreamManifest { get; init; }

    /// <summary>What is sent at the end.</summary>
    public EventStopBehavior EventStopBehavior { get; init; }

    /// <summary>Seconds before the first attempt after a connection was lost, 0.1 to 3600; the pauses double, up to 30 s.</summary>
    public double RetryInterval { get; init; } = 1;

    /// <summary>Attempts in a row that may fail before a POST fails for good; -1: any number.</summary>
    public int RetryCount { get; init; } = -1;

    /// <summary>Seconds after which a POST that has failed so often begins anew, 0 to 3600; null: it does not.</summary>
    public double? RestartDelay { get; init; }

    /// <summary>Seconds of media that are kept while a point is away, 1 to 3600. Then the oldest fragments are dropped.</summary>
    public int SpoolDuration { get; init; } = 60;

    /// <summary>Added to all times that are sent: whole milliseconds.</summary>
    public TimeSpan TimestampOffset { get; init; }

    /// <summary>Whether each POST asks before it sends its body (<c>Expect: 100-continue</c>, RFC 9110 10.1.1).</summary>
    public bool ExpectContinue { get; init; }

    /// <summary>User and password (RFC 7617), for all points that have none in their URL; null: none.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>What is sent as <c>Authorization: Bearer</c> (RFC 6750); empty: nothing.</summary>
    public string Token { get; init; } = "";

    /// <summary>Certificate of the client, with its private key; null: none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether certificates that nobody trusts are taken from points.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>Points, as lists show them.</summary>
    public override string ToString() => $"{Points.Count} publishing points";

    /// <summary>Checks every setting.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        foreach (Uri point in Points)
        {
            if (point is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            {
                throw Invalid($"PublishingPoint is '{Shown(point)}'; IsmType Isml needs an absolute http or https URL.");
            }

            if (!point.AbsolutePath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || point.AbsolutePath.EndsWith("/" + Extension, StringComparison.Ordinal))
            {
                throw new MssException(
                    MssError.InvalidSetting,
                    $"PublishingPoint is '{Shown(point)}', which does not end with {Extension}.",
                    "Give the URL of the publishing point itself, such as http://host/live/channel.isml; Events() and Streams() are added.");
            }
        }

        if (Points.GroupBy(Key).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Invalid($"PublishingPoint has '{Shown(twice.First())}' twice.");
        }

        if (!ForeignText.IsFit(EventId, LongestId) && EventId.Length > 0)
        {
            throw Invalid($"EventId has {EventId.Length} characters, or some that cannot be seen; 1 to {LongestId} are taken.");
        }

        Range(nameof(RetryInterval), RetryInterval, 0.1, LongestPause);
        Range(nameof(RetryCount), RetryCount, -1, int.MaxValue);
        Range(nameof(RestartDelay), RestartDelay ?? 0, 0, LongestPause);
        Range(nameof(SpoolDuration), SpoolDuration, 1, LongestPause);
        if (TimestampOffset.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw Invalid($"TimestampOffset is {TimestampOffset}; it must be whole milliseconds.");
        }

        if (Token.Any(c => c is <= ' ' or > '~'))
        {
            throw Invalid("IngestToken has characters that no header takes.");
        }

        if (Token.Length > 0 && Credential is not null)
        {
            throw Invalid("IngestToken and IngestCredential exclude each other: give one or the other.");
        }

        if (Certificate is { HasPrivateKey: false })
        {
            throw Invalid($"The certificate '{Certificate.Subject}' has no private key.");
        }
    }

    /// <summary>A point and event that both are pushed to; null: there is none.</summary>
    public Uri? FindShared(PushDefinition other) => Mode == IngestMode.Loop || other.Mode == IngestMode.Loop || EventId != other.EventId
        ? null
        : Points.FirstOrDefault(point => other.Points.Select(Key).Contains(Key(point)));

    /// <summary>A point as people may see it: without user and password, and without its query, where tokens stand.</summary>
    public static string Shown(Uri point) => !point.IsAbsoluteUri ? point.OriginalString
        : string.Concat(
            point.Scheme,
            Uri.SchemeDelimiter,
            point.UserInfo.Length > 0 ? $"{Stars}@" : "",
            point.Authority,
            point.AbsolutePath,
            point.Query.Length > 0 ? $"?{Stars}" : "");

    private static string Key(Uri point) => point.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).ToUpperInvariant();

    private static void Range(string setting, double value, double least, double most)
    {
        if (double.IsNaN(value) || value < least || value > most)
        {
            throw Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{setting} is {value}; it must be {least} to {most}."));
        }
    }

    private static MssException Invalid(string message) => new(MssError.InvalidSetting, message);
}
