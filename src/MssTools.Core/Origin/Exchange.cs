using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MssTools.Core.Http;

namespace MssTools.Core.Origin;

/// <summary>One request and its response, as Kestrel hands them over.</summary>
/// <param name="features">Kestrel's; valid until the response has ended.</param>
internal sealed class Exchange(IFeatureCollection features)
{
    /// <summary>
    /// Bytes of a body that the system may hold. Some encoders send the end of a stream in one burst and reset the connection: what did not
    /// fit is lost with it.
    /// </summary>
    private const int ReceiveBuffer = 1024 * 1024;

    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();

    /// <summary>The request target as it came.</summary>
    public string Target => _request.RawTarget;

    /// <summary>The request's headers.</summary>
    public IHeaderDictionary RequestHeaders => _request.Headers;

    /// <summary>The response's headers, until the body begins.</summary>
    public IHeaderDictionary Headers => _response.Headers;

    /// <summary>The response's body.</summary>
    public IHttpResponseBodyFeature Body { get; } = features.GetRequiredFeature<IHttpResponseBodyFeature>();

    /// <summary>The way to the socket past Kestrel's copying; null where TLS or HTTP/2 lies between.</summary>
    public SocketOutput? Output => features.Get<SocketOutput>();

    /// <summary>What the client must take of the body, lest it be cut off.</summary>
    public MinDataRate LeastRate
    {
        set => features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate = value;
    }

    /// <summary>The status code of the response.</summary>
    public int Status
    {
        get => _response.StatusCode;
        set => _response.StatusCode = value;
    }

    /// <summary>True when status and headers are on their way, and cannot be others any more.</summary>
    public bool HasStarted => _response.HasStarted;

    /// <summary>The client's address.</summary>
    public IPAddress Address => features.Get<IHttpConnectionFeature>()?.RemoteIpAddress ?? IPAddress.None;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Aborted => features.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? CancellationToken.None;

    /// <summary>True for GET. Methods have a case ([RFC 9110] 9.1): <c>get</c> is another one, also to Kestrel.</summary>
    public bool IsGet => _request.Method == HttpMethods.Get;

    /// <summary>True for HEAD: all headers, no body.</summary>
    public bool IsHead => _request.Method == HttpMethods.Head;

    /// <summary>True for OPTIONS.</summary>
    public bool IsOptions => _request.Method == HttpMethods.Options;

    /// <summary>True for POST and PUT.</summary>
    public bool IsPost => _request.Method is { } method && (method == HttpMethods.Post || method == HttpMethods.Put);

    /// <summary>False where the request states that it has no body.</summary>
    public bool HasRequestBody => features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    /// <summary>The client's port.</summary>
    public int Port => features.Get<IHttpConnectionFeature>()?.RemotePort ?? 0;

    /// <summary>True over TLS.</summary>
    public bool IsSecure => _request.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    /// <summary>The request's body, without the server's own limits: who reads it has others.</summary>
    public Stream OpenRequestBody()
    {
        try
        {
            features.Get<IConnectionSocketFeature>()?.Socket.ReceiveBufferSize = ReceiveBuffer;
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The client has gone already; what came is read all the same.
        }

        features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        return _request.Body;
    }

    /// <summary>Closes the connection, so that a body which was cut short does not pass for a whole one.</summary>
    public void Abort() => features.Get<IHttpRequestLifetimeFeature>()?.Abort();
}
