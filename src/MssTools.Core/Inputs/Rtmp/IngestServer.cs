using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>A port that encoders push to. Every connection is one asynchronous loop; none holds a thread.</summary>
internal sealed class IngestServer : IDisposable
{
    /// <summary>How long connections may take to end.</summary>
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing is accepted where the system cannot, for example for lack of handles.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly IngestDefinition _definition;

    /// <summary>What it was opened with.</summary>
    public IngestDefinition Definition => _definition;

    private readonly Publications _publications;
    private readonly PublishRules _rules;
    private readonly TimeProvider _time;
    private readonly IngestStatistics _statistics;
    private readonly Places _places;
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
    /// <param name="threads">What the connections of all ports share.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MssException">InvalidSetting, AddressInUse or AccessDenied: the port cannot be opened.</exception>
    public IngestServer(
        IngestDefinition definition,
        Publications publications,
        Func<string, bool> isReserved,
        IngestThreads threads,
        TimeProvider time)
    {
        (_definition, _publications, _time) = (definition, publications, time);
        _rules = new PublishRules(definition, isReserved, time);
        _statistics = new IngestStatistics(time);
        _places = new Places(threads, time, _stop.Token);
        _listener = IngestListener.Open(definition);
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
        SpinWait.SpinUntil(() => Volatile.Read(ref _connections) == 0, s_end);
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

    private async Task AcceptAsync()
    {
        for (int accepted = 1; !_stop.IsCancellationRequested; accepted++)
        {
            try
            {
                while (!_places.HasRoom || Volatile.Read(ref _connections) >= IngestLimits.MostSockets)
                {
                    await Task.Delay(IngestLimits.Look, _time, _stop.Token).ConfigureAwait(false);
                }

                Socket socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(socket);
                if (accepted % IngestLimits.TurnConnections == 0)
                {
                    await Task.Yield(); // more may be waiting than there ever is an end of
                }
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
        Guest? guest = null;
        try
        {
            IPEndPoint origin = IngestListener.OriginOf(socket);
            client = origin.ToString();
            guest = _places.Enter(origin.Address);
            socket.NoDelay = true;
            using Stream stream = await OpenAsync(socket, guest).ConfigureAwait(false);
            await RtmpHandshake.AcceptAsync(stream, guest.Stop).ConfigureAwait(false);
            guest.Reach(Introduction.Greeted);
            using var connection = new RtmpConnection(stream, TimeSpan.FromSeconds(_definition.IdleTimeout), _time, guest);
            var request = new PublishRequest { Client = client, IsSecure = _definition.Certificate is not null };
            session = new PublishSession(
                connection, guest, request, _rules, _publications, _definition.AllowTakeover, _time);
            _sessions[id] = session;
            await session.RunAsync(guest.Stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last line of a connection: what went wrong ends it and no other, and is shown.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (guest is not { IsOut: true } && failure is not OperationCanceledException)
            {
                _statistics.Failed(client, failure);
            }
        }
        finally
        {
            if (guest is { IsOut: true })
            {
                _statistics.Failed(client, guest.Reason); // whatever it looked like to what was going on
            }

            socket.Dispose();
            _sessions.TryRemove(id, out _);
            guest?.Dispose();
            _statistics.Left(session);
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<Stream> OpenAsync(Socket socket, Guest guest)
    {
        var plain = new TurnStream(new NetworkStream(socket, ownsSocket: true), guest);
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
            guest.Stop).ConfigureAwait(false);
        return secure;
    }
}
