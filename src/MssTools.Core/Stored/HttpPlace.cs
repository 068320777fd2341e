using System.Net;
using MssTools.Core.Manifests;

namespace MssTools.Core.Stored;

/// <summary>A group behind HTTP, on any server: what a player would get.</summary>
internal sealed class HttpPlace : IGroupPlace
{
    private const int MostRedirections = 5;

    private readonly HttpClient _client;
    private readonly Uri _manifest;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private Uri _base;

    /// <summary>Takes an address; nothing is asked of it yet.</summary>
    /// <param name="manifest">Address of the manifest, or of a publishing point that ends in .ism or .isml.</param>
    /// <param name="time">The clock.</param>
    /// <param name="patience">The longest wait for a whole answer.</param>
    /// <exception cref="MssException">InvalidSetting: it is no HTTP address.</exception>
    public HttpPlace(Uri manifest, TimeProvider time, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!IsHttp(manifest))
        {
            throw new MssException(MssError.InvalidSetting, $"'{manifest}' is no address of HTTP.", "Give an http:// or https:// address.");
        }

        _manifest = WithNoun(manifest);
        _base = _manifest;
        (_time, _patience) = (time, patience);
        var handler = new SocketsHttpHandler
        {
            MaxAutomaticRedirections = MostRedirections,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        if (manifest.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password])
        {
            var credential = new NetworkCredential(
                Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""));
            var host = new Uri(manifest.GetLeftPart(UriPartial.Authority));
            handler.Credentials = new CredentialCache { { host, "Basic", credential }, { host, "Digest", credential } };
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("MssTools");
        _client.DefaultRequestHeaders.Add("Origin", "http://mss.invalid"); // as a player's page sends it: CORS headers may hang on it
    }

    /// <inheritdoc/>
    public string Manifest => _manifest.ToString();

    /// <inheritdoc/>
    public bool CanList => false;

    /// <inheritdoc/>
    public async Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken)
    {
        StoredDocument document = await GetAsync(_manifest, ClientManifestReader.LargestManifest, cancellationToken).ConfigureAwait(false);
        _base = document.Http!.Address; // players resolve what the manifest names against where it was
        return document;
    }

    /// <inheritdoc/>
    public Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken) =>
        Uri.TryCreate(_base, url, out Uri? address) && IsHttp(address)
            ? GetAsync(address, limit, cancellationToken)
            : Task.FromResult(new StoredDocument(url, Bytes: null, Http: null, "its address is none of HTTP"));

    /// <inheritdoc/>
    public IEnumerable<string> List() => [];

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<StoredDocument> GetAsync(Uri address, long limit, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        string name = address.ToString();
        long asked = _time.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await _client
                .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var facts = HttpFacts.Of(response, address);
            if (!response.IsSuccessStatusCode)
            {
                return new StoredDocument(name, Bytes: null, facts, $"the server answers {(int)response.StatusCode}");
            }

            IStoredBytes bytes = await ReadAsync(response, name, limit, either.Token).ConfigureAwait(false);
            return new StoredDocument(name, bytes, facts with { Elapsed = _time.GetElapsedTime(asked) }, Problem: null);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(name, failure.InnerException?.Message ?? failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or NotSupportedException or UriFormatException)
        {
            throw Failed(name, failure.Message, failure); // the body ended too early, or a redirection leads to ftp:
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw new MssException(
                MssError.TimedOut, $"'{name}' did not answer whole within {_patience.TotalSeconds:0.###} s.", innerException: failure);
        }
    }

    private static async Task<IStoredBytes> ReadAsync(HttpResponseMessage response, string name, long limit, CancellationToken token)
    {
        using var bytes = new MemoryStream((int)Math.Clamp(response.Content.Headers.ContentLength ?? 0, 0, 1024 * 1024));
        Stream body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[81_920];
            int count;
            while ((count = await body.ReadAsync(buffer, token).ConfigureAwait(false)) > 0)
            {
                if (bytes.Length + count > limit)
                {
                    throw new MssException(MssError.MalformedInput, $"'{name}' has more than {limit} bytes, which are taken.");
                }

                bytes.Write(buffer, 0, count);
            }
        }

        return new MemoryBytes(name, bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    // What users copy from a publishing point is often the point alone; players add the noun.
    private static Uri WithNoun(Uri address)
    {
        var bare = new UriBuilder(address) { UserName = "", Password = "", Fragment = "" };
        string path = bare.Path.TrimEnd('/');
        bool isPoint = path.EndsWith(".ism", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".isml", StringComparison.OrdinalIgnoreCase);
        bare.Path = isPoint ? path + "/Manifest" : bare.Path;
        return bare.Uri;
    }

    private static bool IsHttp(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https";

    private static MssException Failed(string name, string reason, Exception failure) =>
        new(MssError.SourceFailed, $"'{name}' cannot be read: {reason.TrimEnd('.')}.", innerException: failure);
}
