using Amazon.Runtime;

namespace MssTools.Cloud;

/// <summary>Has clients of S3 use the HTTP client of the process.</summary>
internal sealed class PlainHttp : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => SendOnce.Client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
