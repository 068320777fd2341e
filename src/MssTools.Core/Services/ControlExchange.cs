using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MssTools.Core.Services;

/// <summary>One request to a service and its answer, as Kestrel hands them over.</summary>
/// <param name="features">Kestrel's; valid until the response has ended.</param>
internal sealed class ControlExchange(IFeatureCollection features)
{
    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();
    private readonly IHttpResponseBodyFeature _body = features.GetRequiredFeature<IHttpResponseBodyFeature>();

    /// <summary>The path of the request, decoded.</summary>
    public string Path => _request.Path;

    /// <summary>The method of the request.</summary>
    public string Method => _request.Method;

    /// <summary>The query of the request, not decoded, with its question mark; empty: none.</summary>
    public string Query => _request.QueryString;

    /// <summary>True where a browser says that a page of another site sends it ([Fetch Metadata] 2.3).</summary>
    public bool IsOfAnotherSite => _request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    /// <summary>What the request brings to be let in.</summary>
    public string Authorization => _request.Headers.Authorization.ToString();

    /// <summary>The type of the request's body, without parameters.</summary>
    public string ContentType => _request.Headers.ContentType.ToString().Split(';')[0].Trim();

    /// <summary>True where it came by the socket, which only the account of the service can open.</summary>
    public bool IsLocal => features.Get<BySocket>() is not null;

    /// <summary>Who asks, for the log.</summary>
    public string Client => IsLocal ? "socket" : $"{features.Get<IHttpConnectionFeature>()?.RemoteIpAddress}";

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Gone => features.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? CancellationToken.None;

    /// <summary>True when status and headers are on their way, and cannot be others any more.</summary>
    public bool HasStarted => _response.HasStarted;

    /// <summary>Reads the body of the request; Kestrel refuses one that is too long.</summary>
    public async Task<byte[]> ReadAsync()
    {
        using var body = new MemoryStream();
        await _request.Body.CopyToAsync(body, Gone);
        return body.ToArray();
    }

    /// <summary>Answers with all there is to say.</summary>
    public async Task WriteAsync(HttpStatusCode status, string type, ReadOnlyMemory<byte> body, (string Name, string Value)? header = null)
    {
        _response.StatusCode = (int)status;
        _response.Headers.ContentType = type;
        _response.Headers.CacheControl = "no-store";
        _response.Headers.ContentLength = body.Length;
        if (header is (string name, string value))
        {
            _response.Headers[name] = value;
        }

        await _body.Writer.WriteAsync(body, Gone);
        await _body.CompleteAsync();
    }

    /// <summary>Begins an answer that is sent bit by bit.</summary>
    public Task BeginAsync(string type)
    {
        _response.Headers.ContentType = type;
        _response.Headers.CacheControl = "no-store";
        return _body.StartAsync(Gone);
    }

    /// <summary>Sends a bit of the answer, and returns when it is on its way.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _body.Writer.WriteAsync(bytes, Gone);

    /// <summary>Has a client that takes nothing for a while cut off no more: events may be rare.</summary>
    public void TakeTime() => features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;

    /// <summary>Marks a connection that came by the socket.</summary>
    internal sealed record BySocket;

    /// <summary>Closes the connection, so that an answer which was cut short does not pass for a whole one.</summary>
    public void Abort() => features.Get<IHttpRequestLifetimeFeature>()?.Abort();
}
