using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MssTools.Core.Access;
using MssTools.Core.EvoStream;
using MssTools.Core.Http;

namespace MssTools.Core.Services;

/// <summary>
/// The control interface of a service: HTTP with JSON, on a Unix socket that only its own account can open, and where the user wants it on a port, over
/// TLS and with a password.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    /// <summary>Longest request, in bytes.</summary>
    public const int LargestRequest = 4 * 1024 * 1024;

    /// <summary>Connections at a time; further ones are closed at once.</summary>
    private const int MostConnections = 256;

    private static readonly TimeSpan s_headers = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ServiceDefinition _definition;
    private readonly bool _takesEvoStream;
    private readonly UnixDomainSocketEndPoint _socket;
    private readonly KestrelServer _server;
    private readonly ControlApplication _application;
    private readonly TimeProvider _time;

    private ControlServer(ServiceDefinition definition, UnixDomainSocketEndPoint socket, ControlApplication application, TimeProvider time, bool takesEvoStream)
    {
        (_definition, _socket, _application, _time, _takesEvoStream) = (definition, socket, application, time, takesEvoStream);
        _server = new KestrelServer(Options.Create(Configure()), new SocketTransport(time), NullLoggerFactory.Instance);
    }

    /// <summary>The port that is listened on; null: none.</summary>
    public int? Port { get; private set; }

    /// <summary>Begins to answer.</summary>
    /// <param name="definition">The port, and who may use it.</param>
    /// <param name="socket">Full path of the socket; what an earlier process left there is replaced.</param>
    /// <param name="engine">Is told what requests say.</param>
    /// <param name="log">Is told of requests that change something, and of who is refused.</param>
    /// <param name="time">The clock.</param>
    /// <param name="takesEvoStream">Whether commands of EvoStream Media Server are taken, too.</param>
    /// <exception cref="MssException">InvalidSetting, AddressInUse or AccessDenied.</exception>
    public static ControlServer Start(
        ServiceDefinition definition, string socket, IServiceEngine engine, ServiceLog log, TimeProvider time, bool takesEvoStream)
    {
        EvoStreamApi? evoStream = takesEvoStream ? new EvoStreamApi(engine, time) : null;
        var application = new ControlApplication(engine, ExpectedCredential.Of(definition.Credential), log, time, evoStream);
        var server = new ControlServer(definition, AsSocket(socket), application, time, takesEvoStream);
        try
        {
            server.Listen();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Closes all connections; answers that are being sent have two seconds to end.</summary>
    public void Dispose()
    {
        using var limit = new CancellationTokenSource(s_patience, _time);
        Task.Run(() => _server.StopAsync(limit.Token), CancellationToken.None).GetAwaiter().GetResult();
        _server.Dispose();
        _application.Dispose();
    }

    private void Listen()
    {
        try
        {
            File.Delete($"{_socket}");
            Task.Run(() => _server.StartAsync(_application, CancellationToken.None)).GetAwaiter().GetResult();
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode($"{_socket}", UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
        {
            throw Refused(failure);
        }

        if (_definition.Port is not null)
        {
            string address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.Single(a => !a.Contains("unix:", StringComparison.Ordinal));
            Port = new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port;
        }
    }

    private static UnixDomainSocketEndPoint AsSocket(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException failure)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{path}' is too long for a socket.",
                "Choose a shorter -StatePath; the path of a socket has room for about 100 bytes.",
                failure);
        }
    }

    private MssException Refused(Exception failure) => new(
        failure is UnauthorizedAccessException or SocketException { SocketErrorCode: SocketError.AccessDenied } ? MssError.AccessDenied : MssError.AddressInUse,
        $"The control interface cannot be opened on '{_socket}'{(_definition.Port is { } port ? $" and port {port}" : "")}: {failure.Message}",
        "Check who uses the port, and the permissions of the state folder.",
        failure);

    private KestrelServerOptions Configure()
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = LargestRequest;
        options.Limits.RequestHeadersTimeout = s_headers;
        if (_takesEvoStream)
        {
            options.Limits.MaxRequestLineSize = EvoStreamApi.LongestLine;
        }

        options.Listen(_socket, static listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(static next => connection =>
            {
                connection.Features.Set(new ControlExchange.BySocket());
                return next(connection);
            });
        });
        if (_definition.Port is { } port)
        {
            options.Listen(new IPEndPoint(_definition.Address, port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(next => new TlsConnections(_definition.Certificate!, _time, next).ServeAsync);
            });
        }

        return options;
    }
}
