using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MssTools.Core.Access;
using MssTools.Core.Http;

namespace MssTools.Core.Origin;

/// <summary>An HTTP server for the groups below a folder: Kestrel, our answers, and no host around them.</summary>
internal sealed class OriginServer : IDisposable
{
    /// <summary>Bytes of small files that are kept in memory.</summary>
    private const long RoomForFiles = 96 * 1024 * 1024;

    /// <summary>The part of the memory that the process may have which files may take.</summary>
    private const int ShareForFiles = 8;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_headers = TimeSpan.FromSeconds(10);

    /// <summary>How long the largest file that is sent from memory may take.</summary>
    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ServerDefinition _definition;
    private readonly PointPosts _posts;
    private readonly ViewerGate _gate;
    private readonly AnnouncedFragments _announced;
    private readonly ServerMetrics _metrics;
    private readonly KestrelServer _server;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly int _id;
    private IPEndPoint _endPoint;

    private OriginServer(int id, ServerDefinition definition, IPublishingPoints points, TimeProvider time)
    {
        _id = id;
        _definition = definition;
        _posts = new PointPosts(points, time);
        _time = time;
        _started = time.GetUtcNow();
        _endPoint = new IPEndPoint(definition.Address, definition.Port);
        _gate = new ViewerGate(definition, time);
        _announced = new AnnouncedFragments(time);
        Sessions = new ViewerSessions(time);
        _metrics = new ServerMetrics(() => _announced.Waiting, () => Sessions.Count);
        _server = new KestrelServer(Options.Create(Configure()), new SocketTransport(time), NullLoggerFactory.Instance);
    }

    private ViewerSessions Sessions { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="definition">What the user said.</param>
    /// <param name="points">Take what encoders send to it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MssException">InvalidSetting, NotFound, AddressInUse or AccessDenied.</exception>
    public static OriginServer Start(int id, ServerDefinition definition, IPublishingPoints points, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        OriginServer? server = null;
        try
        {
            definition.Validate();
            server = new OriginServer(id, definition, points, time);
            server.Listen();
            return server;
        }
        catch
        {
            server?.Dispose();
            definition.Authorize?.Dispose();
            throw;
        }
    }

    /// <summary>What it was started with, with the port that it has.</summary>
    public ServerDefinition Definition => _definition with { Port = _endPoint.Port };

    /// <summary>What it is and what it did.</summary>
    public MssServer ToModel() => new()
    {
        Id = _id,
        Url = UrlOf(_endPoint),
        Address = _endPoint.Address.ToString(),
        Port = _endPoint.Port,
        Root = _definition.Root,
        StartTime = _started,
        Connections = _metrics.Connections,
        Sessions = _metrics.Sessions,
        Held = _metrics.Held,
        Requests = _metrics.Requests,
        Bytes = _metrics.Bytes,
        Errors = _metrics.Errors.ToDictionary(e => $"{e.Key}", e => e.Value),
        AuthorizeError = _gate.LastComplaint,
    };

    /// <summary>Closes all connections; answers that are being sent have two seconds to end.</summary>
    public void Dispose()
    {
        using var limit = new CancellationTokenSource(s_patience, _time);
        Task.Run(() => _server.StopAsync(limit.Token), CancellationToken.None).GetAwaiter().GetResult();
        _server.Dispose();
        _gate.Dispose();
        _metrics.Dispose();
    }

    private void Listen()
    {
        var files = new HotFiles(Math.Min(RoomForFiles, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareForFiles));
        var site = new OriginSite(_definition, _gate, files, _announced, Sessions, _metrics, _posts, _time);
        var application = new OriginApplication(site, new AnswerWriter(files, _metrics), _posts);
        try
        {
            // A thread of the pool has no synchronization context and no runspace.
            Task.Run(() => _server.StartAsync(application, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw Refused(failure);
        }

        string address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var bound = new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal));
        _endPoint = new IPEndPoint(_definition.Address, bound.Port);
    }

    private MssException Refused(Exception failure)
    {
        return failure is SocketException { SocketErrorCode: SocketError.AccessDenied }
            ? new MssException(
                MssError.AccessDenied,
                $"Port {_definition.Port} cannot be opened: {failure.Message}",
                "Ports below 1024 may need more rights; choose another one.",
                failure)
            : new MssException(
                MssError.AddressInUse, $"{_endPoint} cannot be listened on: {failure.Message}", innerException: failure);
    }

    private KestrelServerOptions Configure()
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        options.Limits.MaxConcurrentConnections = _definition.MaxConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestLineSize = 4 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.KeepAliveTimeout = s_idle;
        options.Limits.RequestHeadersTimeout = s_headers;
        options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 8 * 1024, gracePeriod: s_slowest);
        options.Listen(_endPoint, listen =>
        {
            listen.Protocols = _definition.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            listen.Use(Count);
            if (_definition.Certificate is { } certificate)
            {
                listen.Use(next => new TlsConnections(certificate, _time, next).ServeAsync);
            }
        });
        return options;
    }

    private ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        _metrics.NoteConnection(1);
        try
        {
            await next(connection);
        }
        finally
        {
            _metrics.NoteConnection(-1);
        }
    };

    private string UrlOf(IPEndPoint endPoint)
    {
        bool isAny = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any);
        string address = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endPoint.Address}]" : $"{endPoint.Address}";
        string host = isAny ? Dns.GetHostName() : address;
        return $"{(_definition.Certificate is null ? "http" : "https")}://{host}:{endPoint.Port}/";
    }
}
