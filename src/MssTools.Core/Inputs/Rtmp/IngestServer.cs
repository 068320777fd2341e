using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>A port that encoders push to. Every connection is one asynchronous loop; none holds a thread.</summary>
internal sealed class IngestServer : IDisposable
{
    /// <summary>Most connections at a time; further ones are closed at once.</summary>
    public const int MostConnections = 1024;

    private const int Backlog = 128;

    /// <summary>How long a client may take from its connection to its publish.</summary>
    private static readonly TimeSpan s_introduction = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing is accepted where the system cannot, for example for lack of handles.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly IngestDefinition _definition;
    private readonly Publications _publications;
    private readonly PublishRules _rules;
    private readonly TimeProvider _time;
    private readonly IngestStatistics _statistics;
    private readonly ConcurrentDictionary<long, PublishSession> _sessions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;
    private int _connections;
    private long _lastId;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Opens the port.</summary>
    /// <param name="definition">What the user said.</param>
    /// <param name="publications">Where publishers are found by name.</param>
    /// <param name="isReserved">Whether the user named an input so.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MssException">InvalidSetting, AlreadyExists or AccessDenied: the port cannot be opened.</exception>
    public IngestServer(
        IngestDefinition definition, Publications publications, Func<string, bool> isReserved, TimeProvider time)
    {
        (_definition, _publications, _time) = (definition, publications, time);
        _rules = new PublishRules(definition, isReserved, time);
        _statistics = new IngestStatistics(time);
        _listener = Listen(definition);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts to accept connections.</summary>
    public void Start() => _accepting = AcceptAsync();

    /// <summary>Closes the port and all connections; what they published ends.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _listener.Dispose();
        _accepting.Wait();
        SpinWait.SpinUntil(() => Volatile.Read(ref _connections) == 0, s_introduction);
        _rules.Dispose();
    }

    /// <summary>What users see.</summary>
    public MssIngest ToModel()
    {
        PublishSession[] sessions = [.. _sessions.Values];
        return _statistics.AddTo(new MssIngest
        {
            Port = EndPoint.Port,
            Address = EndPoint.Address.ToString(),
            Application = _definition.Application,
            IsSecure = _definition.Certificate is not null,
            ConnectionCount = Volatile.Read(ref _connections),
            Publishers = [.. sessions.SelectMany(Describe).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)],
            Bytes = sessions.Sum(s => s.Bytes),
            DroppedFrames = sessions.Sum(s => s.Dropped),
            AuthorizeError = _rules.LastComplaint,
        });
    }

    private static IEnumerable<MssPublisher> Describe(PublishSession session) =>
        session.Published.Select(p => new MssPublisher
        {
            Name = p.Name,
            Source = p.Source,
            Encoder = session.Client.Encoder,
            Since = p.Since,
            Bytes = p.Bytes,
            ReaderCount = p.ReaderCount,
            DroppedFrames = p.Dropped,
        });

    private static Socket Listen(IngestDefinition definition)
    {
        IPAddress address = definition.Address.Length > 0 ? IPAddress.Parse(definition.Address)
            : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any
            : IPAddress.Any;
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true; // IPv4 as well
            }

            listener.Bind(new IPEndPoint(address, definition.Port));
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            MssError code = failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => MssError.AlreadyExists,
                SocketError.AccessDenied => MssError.AccessDenied,
                _ => MssError.InvalidSetting,
            };
            throw new MssException(
                code,
                $"Port {definition.Port} of {address} cannot be opened: {failure.Message}",
                "Choose another port, or end the program that has it.",
                failure);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _connections) > MostConnections)
                {
                    Interlocked.Decrement(ref _connections);
                    socket.Dispose();
                    _statistics.Failed("", new MssException(
                        MssError.Unsupported, $"A connection was closed: {MostConnections} are open."));
                    continue;
                }

                _ = ServeAsync(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                _statistics.Failed("", failure);
                await Task.Delay(s_pause, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        long id = Interlocked.Increment(ref _lastId);
        string client = "";
        PublishSession? session = null;
        try
        {
            client = Describe(socket);
            socket.NoDelay = true;
            using var stranger = new CancellationTokenSource(s_introduction, _time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stranger.Token, _stop.Token);
            using Stream stream = await OpenAsync(socket, stop.Token).ConfigureAwait(false);
            await RtmpHandshake.AcceptAsync(stream, stop.Token).ConfigureAwait(false);
            using var connection = new RtmpConnection(stream, TimeSpan.FromSeconds(_definition.IdleTimeout), _time);
            var request = new PublishRequest { Client = client, IsSecure = _definition.Certificate is not null };
            session = new PublishSession(connection, request, _rules, _publications, _definition.AllowTakeover, _time);
            _sessions[id] = session;
            await session.RunAsync(() => stranger.CancelAfter(Timeout.InfiniteTimeSpan), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!_stop.IsCancellationRequested)
            {
                _statistics.Failed(client, new MssException(
                    MssError.TimedOut, $"The client did not publish within {s_introduction.TotalSeconds:0} s."));
            }
        }
        catch (Exception failure) when (failure is MssException or IOException or AuthenticationException or SocketException)
        {
            _statistics.Failed(client, failure);
        }
#pragma warning disable CA1031 // The last line of a connection: what went wrong ends it and no other, and is shown.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _statistics.Failed(client, bug);
        }
        finally
        {
            socket.Dispose();
            _sessions.TryRemove(id, out _);
            _statistics.Left(session);
            Interlocked.Decrement(ref _connections);
        }
    }

    private static string Describe(Socket socket)
    {
        var point = (IPEndPoint)socket.RemoteEndPoint!;
        IPAddress address = point.Address.IsIPv4MappedToIPv6 ? point.Address.MapToIPv4() : point.Address;
        return new IPEndPoint(address, point.Port).ToString();
    }

    private async Task<Stream> OpenAsync(Socket socket, CancellationToken stop)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (_definition.Certificate is not { } certificate)
        {
            return plain;
        }

        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck, // no client certificates
            },
            stop).ConfigureAwait(false);
        return secure;
    }
}
