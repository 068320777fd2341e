using System.Net.Security;
using System.Net.Sockets;

namespace MssTools.Core.Tests.Services;

/// <summary>HTTP to a service without its client, as programs in other languages have it.</summary>
internal static class ServiceHttp
{
    /// <summary>By its socket.</summary>
    public static HttpClient ToSocket(string statePath) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ServiceHost.SocketOf(statePath)), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    /// <summary>By its port, over TLS, whatever its certificate.</summary>
    public static HttpClient ToPort(int port) => new(new SocketsHttpHandler
    {
#pragma warning disable CA5359 // The test's own certificate.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    })
    {
        BaseAddress = new Uri($"https://127.0.0.1:{port}"),
    };
}
