using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MssTools.Core.Services;
using MssTools.Core.Services.Cluster;
using Orleans.Configuration;

namespace MssTools.Cluster;

/// <summary>Makes members.</summary>
internal sealed class ClusterProvider : IClusterProvider
{
    /// <inheritdoc/>
    public IClusterMember Prepare(NodeParts node) => new NodeMember(node);
}

/// <summary>A service as a node: a silo of Orleans in its process.</summary>
internal sealed class NodeMember : IClusterMember
{
    /// <summary>What grains call the store.</summary>
    public const string Store = "msstools";

    private const string ClusterName = "msstools";
    private const string ProofName = "cluster";

    /// <summary>Numbers of streams that a node numbers itself begin with the node's own; those of the cluster are below all.</summary>
    private const int NumbersOfANode = 1_000_000;

    private static readonly TimeSpan s_joining = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_leaving = TimeSpan.FromSeconds(30);
    /// <summary>So long nobody takes the place of what a dead node may still hold. Epochs keep what two nodes have for a moment from harm.</summary>
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_sameName = TimeSpan.FromSeconds(20);

    private readonly NodeParts _parts;
    private readonly Node _node;
    private readonly ClusterEngine _engine;
    private readonly IClusterStore _store;
    private readonly SiloPort _port;
    private readonly IHost _host;
    private Keeper? _keeper;
    private ExclusionWatch? _watch;
    private StreamsElsewhere? _streams;
    private PointsElsewhere? _points;

    /// <param name="parts">What the node is made of.</param>
    public NodeMember(NodeParts parts)
    {
        _parts = parts;
        _node = new Node(parts, parts.Definition.NodeName ?? Environment.MachineName);
        parts.Engine.Events.Node = _node.Name;
        _store = StoreAddress.Open(Address);
        _port = SiloPort.Take(parts.Definition.NodeAddress, parts.Definition.NodePort);
        NameNoDependencies();
        _host = Build();
        _engine = new ClusterEngine(_node, _host.Services.GetRequiredService<Cluster>());
    }

    /// <inheritdoc/>
    public IServiceEngine Engine => _engine;

    private Uri Address => _parts.Definition.Cluster!;

    /// <inheritdoc/>
    public void Join()
    {
        try
        {
            Task.Run(JoinAsync).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is not MssException)
        {
            throw new MssException(
                MssError.Unavailable,
                $"Node '{_node.Name}' cannot join the cluster of '{StoreAddress.Shown(Address)}': {ForeignText.Value(failure.GetBaseException().Message)}",
                "Check that the store runs, the user and the password, and that the nodes reach each other at their --node-address.",
                failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _points?.Dispose();
        _streams?.Dispose();
        _keeper?.Dispose();
        try
        {
            using var limit = new CancellationTokenSource(s_leaving);
            Task.Run(() => _host.StopAsync(limit.Token)).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The store may be away: the process ends all the same.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _node.Log.Write(ServiceEvent.Cluster, $"The node leaves without farewell: {ForeignText.Value(failure.GetBaseException().Message)}");
        }

        _host.Dispose();
        _node.Desk.Dispose();
        _node.Events.Dispose();
        _node.Posts.Dispose();
        _store.Dispose();
        _port.Dispose();
    }

    private async Task JoinAsync()
    {
        await _store.PrepareAsync();
        using var limit = new CancellationTokenSource(s_joining);
        await _host.StartAsync(limit.Token);
        IServiceProvider services = _host.Services;
        Cluster cluster = services.GetRequiredService<Cluster>();
        IClusterMembershipService membership = services.GetRequiredService<IClusterMembershipService>();
        await RefuseSameNameAsync(cluster, services.GetRequiredService<ILocalSiloDetails>().SiloAddress);
        Joined joined = await cluster.Index.JoinAsync(_node.Name, _node.Seal.Close("msstools"u8, ProofName));
        CheckKey(joined.Proof);
        _node.Engine.NumberFrom(joined.Number * NumbersOfANode);
        _streams = new StreamsElsewhere(_node, cluster);
        _points = new PointsElsewhere(_node, cluster);
        (_node.Engine.StartForPoint, _node.Engine.StopForPoint) = (_engine.Start, _engine.StopAndWait); // points come with the first round
        _keeper = new Keeper(_node, cluster);
        await _keeper.StartAsync();
        _watch = new ExclusionWatch(_node, membership, services.GetRequiredService<NodeEnd>());
        _engine.HasJoined = true;
        _node.Log.Write(
            ServiceEvent.Cluster,
            $"Node '{_node.Name}' is one of {cluster.Living().Count} of the cluster of '{StoreAddress.Shown(Address)}', at {services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint}.");
    }

    // One that was killed is taken for dead within seconds.
    private async Task RefuseSameNameAsync(Cluster cluster, SiloAddress own)
    {
        long began = _node.Time.GetTimestamp();
        while (cluster.Living().Any(member => member.Name == _node.Name && !member.SiloAddress.Equals(own)))
        {
            if (_node.Time.GetElapsedTime(began) > s_sameName)
            {
                throw new MssException(
                    MssError.AlreadyExists, $"The cluster has a node '{_node.Name}' already.", "Give this one another name: -NodeName, or --node.");
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5), _node.Time);
        }
    }

    private void CheckKey(byte[] proof)
    {
        try
        {
            _node.Seal.Open(proof, ProofName);
        }
        catch (CryptographicException failure)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"Node '{_node.Name}' has another key than the cluster, and could not read its secrets.",
                $"Give all nodes the same {StateSeal.Variable} (base64 of 32 bytes), or the same file 'key' in their state folders.",
                failure);
        }
    }

    // Orleans looks up what an application is made of; the service has no file that says so, and the runtime names one all the same.
    private static void NameNoDependencies()
    {
        const string Files = "APP_CONTEXT_DEPS_FILES";
        string files = AppContext.GetData(Files) as string ?? "";
        AppContext.SetData(Files, string.Join(';', files.Split(';').Where(File.Exists)));
    }

    private IHost Build() => new HostBuilder()
        .ConfigureLogging(logging => logging.ClearProviders().AddProvider(new LogOfErrors(_node.Log)))
        .UseOrleans((_, silo) =>
        {
            silo.Services.AddSingleton(_node);
            silo.Services.AddSingleton<IHostLifetime, NoLifetime>();
            silo.Services.AddSingleton<Cluster>();
            silo.Services.AddSingleton<NodeServices>();
            silo.Services.AddSingleton<NodeEnd>();
            silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler>(static services => services.GetRequiredService<NodeEnd>()));
            silo.AddGrainService<NodeService>();
            silo.AddPlacementDirector<GroupPlacement, GroupPlacementDirector>();
#pragma warning disable ORLEANSEXP003 // The other directory loses what a node knew that dies, and ends grains on others for it.
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            Configure(silo);
            _store.Connect(silo);
        })
        .Build();

    private void Configure(ISiloBuilder silo)
    {
        silo.Configure<SiloOptions>(options => options.SiloName = _node.Name);
        silo.Configure<ClusterOptions>(static options => options.ClusterId = options.ServiceId = ClusterName);
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = _parts.Definition.NodeAddress;
            options.SiloPort = _port.Number;
            options.GatewayPort = 0; // nobody talks to grains from outside
        });
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            // A busy host stands still for 0.7 s now and then.
            options.ProbeTimeout = options.MaxProbeTimeout = TimeSpan.FromSeconds(2); // nor are votes held back because something was heard of it within the longest
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 1;
            options.ExtendProbeTimeoutDuringDegradation = false; // a busy host is no excuse for a node that does not answer
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(20));
        silo.Configure<GrainDirectoryOptions>(static options => options.RangeLeaseDuration = s_lease);
        silo.Configure<GrainCollectionOptions>(static options => options.DeactivationTimeout = TimeSpan.FromSeconds(60));
    }

    // The process is the service's: its signals are no matter of the host.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>What Orleans calls an error, each text once in a while.</summary>
    private sealed class LogOfErrors(ServiceLog log) : ILoggerProvider, ILogger
    {
        private static readonly TimeSpan s_while = TimeSpan.FromMinutes(1);
        private readonly Lock _lock = new();
        private readonly Dictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            string text = exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.GetBaseException().Message}";
            lock (_lock)
            {
                DateTimeOffset now = TimeProvider.System.GetUtcNow();
                string kind = $"{eventId.Id} {exception?.GetType()}";
                if (_written.TryGetValue(kind, out DateTimeOffset last) && now - last < s_while)
                {
                    return;
                }

                _written[kind] = now;
            }

            log.Write(ServiceEvent.Cluster, text);
        }

        public void Dispose()
        {
            // The log is the service's.
        }
    }
}
