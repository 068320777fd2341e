using Amazon.Runtime;

namespace MssTools.Cloud;

/// <summary>
/// The HTTP client of all clients of S3, without "Expect: 100-continue": while .NET waits for that, it sends a request a second time by itself where the
/// connection breaks, and nobody learns that the first one may have been done.
/// </summary>
internal sealed class PlainHttp : HttpClientFactory
{
    private static readonly HttpClient s_client = new(new Direct()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => s_client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class Direct() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
