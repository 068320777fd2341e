namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// An address to pull from: <c>rtmp://host[:port]/application[/instance]/stream</c>, split as ffmpeg and librtmp do.
/// </summary>
/// <param name="Host">Name or IP address.</param>
/// <param name="Port">1935, or 443 for rtmps, where the address does not tell.</param>
/// <param name="IsSecure">True for rtmps.</param>
/// <param name="Application">One or two segments of the path.</param>
/// <param name="ServerUri">The address up to the application (tcUrl), with the user's name and password.</param>
/// <param name="Stream">The rest, with its query string.</param>
internal sealed record RtmpAddress(
    string Host, int Port, bool IsSecure, string Application, string ServerUri, string Stream)
{
    private const int SecurePort = 443;

    /// <summary>Splits an address.</summary>
    /// <exception cref="MssException">InvalidSetting: it lacks host, application or stream.</exception>
    public static RtmpAddress Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw Invalid(address, "it has no host");
        }

        // As written: percent signs are the stream's own business.
        string path = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        (string head, string tail) = SplitQuery(slash < 0 ? "" : path[(slash + 1)..]);
        string[] segments = head.Split('/');
        int applicationLength = segments.Length > 2 && !segments[1].Contains(':', StringComparison.Ordinal) ? 2 : 1;
        string stream = string.Join('/', segments.Skip(applicationLength));
        if (segments[0].Length == 0 || stream.Length == 0)
        {
            throw Invalid(address, "it must be rtmp://host/application/stream");
        }

        bool isSecure = uri.Scheme.Equals("rtmps", StringComparison.OrdinalIgnoreCase);
        string application = string.Join('/', segments.Take(applicationLength));
        return new RtmpAddress(
            uri.IdnHost.Trim('[', ']'),
            uri.Port > 0 ? uri.Port : isSecure ? SecurePort : IngestDefinition.DefaultPort,
            isSecure,
            application,
            $"{uri.Scheme}://{path[..slash]}/{application}",
            stream + tail);
    }

    private static (string Path, string Query) SplitQuery(string text)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, "") : (text[..mark], text[mark..]);
    }

    private static MssException Invalid(string address, string reason) => new(
        MssError.InvalidSetting, $"'{SourceSecrets.Shown(address)}' cannot be pulled: {reason}.", "Check the address.");
}
