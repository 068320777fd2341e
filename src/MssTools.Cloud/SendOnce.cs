using System.Net;

namespace MssTools.Cloud;

/// <summary>
/// The way to the network of both SDKs. .NET sends a request a second time by itself where a connection that was used before breaks without an answer, a
/// request with a body too; then nobody learns that the first one may have been done. So a body is sent once here, and else the request fails.
/// </summary>
internal sealed class SendOnce() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
{
    /// <summary>The client of the process. Never disposed; calls bound their own time.</summary>
    public static HttpClient Client { get; } = new(new SendOnce()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ExpectContinue = false; // a round trip for nothing: the bodies are small
        if (request.Content is { } body)
        {
            request.Content = new OneBody(body);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class OneBody : HttpContent
    {
        private readonly HttpContent _body;
        private bool _isSent;

        public OneBody(HttpContent body)
        {
            _body = body;
            foreach ((string name, IEnumerable<string> values) in body.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (_isSent)
            {
                throw new IOException("The connection broke before the answer.");
            }

            _isSent = true;
            return _body.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Headers.ContentLength ?? -1;
            return length >= 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
