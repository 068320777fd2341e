using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MssTools.Core.Http;

/// <summary>
/// Puts TLS between the network and HTTP. Kestrel's own UseHttps does the same, but wants services that only its host
/// registers.
/// </summary>
/// <param name="certificate">With private key.</param>
/// <param name="time">Ends handshakes that take too long.</param>
/// <param name="next">HTTP.</param>
internal sealed class TlsConnections(X509Certificate2 certificate, TimeProvider time, ConnectionDelegate next)
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowRenegotiation = false,
    };

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        IDuplexPipe plain = connection.Transport;
        connection.Features.Set<SocketOutput>(null); // bodies must pass through here
        await using var ssl = new SslStream(new DuplexPipeStream(plain), leaveInnerStreamOpen: true);
        try
        {
            using var limit = new CancellationTokenSource(s_handshake, time);
            await ssl.AuthenticateAsServerAsync(_options, limit.Token);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException)
        {
            return; // not TLS, or a client that turned away
        }

        var session = new Session(ssl);
        connection.Features.Set<ITlsApplicationProtocolFeature>(session);
        connection.Features.Set<ITlsConnectionFeature>(session);
        var wrapped = new DuplexPipe(
            PipeReader.Create(ssl, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true)),
            PipeWriter.Create(ssl, new StreamPipeWriterOptions(leaveOpen: true)));
        connection.Transport = wrapped;
        try
        {
            await next(connection);
        }
        finally
        {
            await wrapped.Input.CompleteAsync();
            await wrapped.Output.CompleteAsync();
            connection.Transport = plain;
        }
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>What Kestrel wants to know: that it is TLS, and which protocol was agreed on.</summary>
    private sealed class Session(SslStream ssl) : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => ssl.NegotiatedApplicationProtocol.Protocol;

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
