using System.Net;

namespace MssTools.Core.Inputs.Network;

/// <summary>The body of an HTTP response, while it comes.</summary>
internal sealed class HttpStream : ReadOnlyStream
{
    private const int MostRedirections = 10;

    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;

    private readonly Stream _body;

    private HttpStream(HttpClient client, HttpResponseMessage response, Stream body) =>
        (_client, _response, _body) = (client, response, body);

    /// <summary>True for a body without a stated end, which comes when it happens; else it is a file.</summary>
    public bool IsEndless => _response.Content.Headers.ContentLength is null;

    /// <summary>Reads an address.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static Uri ParseAddress(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            ? address
            : throw new MssException(
                MssError.InvalidSetting, $"The address '{SourceSecrets.Shown(source)}' cannot be used: it names no host.");

    /// <summary>Asks for an address and waits for the head of the answer.</summary>
    /// <param name="source">The address; user and password in it answer a Basic or Digest challenge of that host.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="MssException">SourceFailed, AccessDenied, or Unsupported: an HLS or DASH playlist.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static HttpStream Open(string source, TimeProvider time, CancellationToken stop)
    {
        Uri address = ParseAddress(source);
        RefusePlaylist(address.AbsolutePath, source);
        HttpClient client = CreateClient(address);
        try
        {
            return OpenAsync(client, source, address, time, stop).GetAwaiter().GetResult();
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Refuses what is a list of media files, not media.</summary>
    /// <param name="name">A path, or the first line of a body.</param>
    /// <param name="source">The input, for the message.</param>
    /// <exception cref="MssException"><see cref="MssError.Unsupported"/>.</exception>
    public static void RefusePlaylist(string name, string source)
    {
        string text = SourceSecrets.Shown(source);
        if (name.StartsWith("#EXTM3U", StringComparison.Ordinal)
            || Path.GetExtension(name).ToUpperInvariant() is ".M3U8" or ".M3U" or ".MPD")
        {
            throw new MssException(
                MssError.Unsupported,
                $"'{text}' is a playlist, not a stream.",
                $"Let ffmpeg read it: Add-MSSLocalStream -Uri 'ffmpeg:-i {text}'.");
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _body.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer, CancellationToken cancellationToken) => _body.Read(buffer);

    /// <summary>Closes the connection.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _response.Dispose();
            _client.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<HttpStream> OpenAsync(
        HttpClient client, string source, Uri address, TimeProvider time, CancellationToken stop)
    {
        string text = SourceSecrets.Shown(source);
        using var limit = new CancellationTokenSource(NetworkPatience.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var bare = new UriBuilder(address) { UserName = "", Password = "" };
            HttpResponseMessage response = await client
                .GetAsync(bare.Uri, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                using (response)
                {
                    throw Refused(text, response);
                }
            }

            try
            {
                return new HttpStream(client, response, await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false));
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch (HttpRequestException failure)
        {
            throw Failed(text, failure.InnerException?.Message ?? failure.Message, failure);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException or InvalidOperationException
            or UriFormatException or IOException)
        {
            throw Failed(text, $"the server refers to what HTTP cannot open: {failure.Message}", failure); // rtsp:, file:
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw Failed(text, $"no answer in {NetworkPatience.Silence.TotalSeconds:0} s", failure);
        }
    }

    private static HttpClient CreateClient(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            MaxAutomaticRedirections = MostRedirections,
            ConnectTimeout = NetworkPatience.Silence,
        };
        if (address.UserInfo.Length > 0)
        {
            string[] parts = address.UserInfo.Split(':', 2);
            var credential = new NetworkCredential(
                Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
            var host = new Uri(address.GetLeftPart(UriPartial.Authority));
            handler.Credentials = new CredentialCache { { host, "Basic", credential }, { host, "Digest", credential } };
        }

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }; // the body has no end
        client.DefaultRequestHeaders.UserAgent.ParseAdd("MssTools");
        return client;
    }

    private static MssException Refused(string text, HttpResponseMessage response)
    {
        string what = $"'{text}' cannot be opened: the server answers {(int)response.StatusCode} {response.ReasonPhrase}.";
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new MssException(MssError.AccessDenied, what, "Give user and password: http://user:password@host/path.")
            : new MssException(MssError.SourceFailed, what, "Check the address, and that the server has the stream.");
    }

    private static MssException Failed(string text, string why, Exception failure) => new(
        MssError.SourceFailed,
        $"'{text}' cannot be opened: {why}",
        "Check the address, and that the server is running.",
        failure);
}
