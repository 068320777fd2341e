using MssTools.Core.Services;
using MssTools.Core.Services.Cluster;

namespace MssTools.Core;

/// <summary>
/// A service: an engine that remembers what it is told, behind a control interface, until it is asked to end. It is the same in a process of its own and
/// in that of a shell.
/// </summary>
public sealed class ServiceHost : IDisposable
{
    private readonly StateFolder _state;
    private readonly ServiceLogFile? _file;
    private readonly ServiceLog _log;
    private readonly RememberingEngine _engine;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _takesEvoStream;
    private readonly IClusterMember? _member;
    private ControlServer? _control;

    private ServiceHost(ServiceDefinition definition, StateFolder state, ServiceLogFile? file, Action<string>? output, TimeProvider time, bool takesEvoStream)
    {
        (_state, _file, _log, _takesEvoStream) = (state, file, new ServiceLog(output ?? file!.Write, time), takesEvoStream);
        var engine = new MssEngine(time);
        _engine = new RememberingEngine(engine, state, _log, time, () => _asked.TrySetResult()) { TakesEvoStream = takesEvoStream };
        if (definition.Cluster is not null)
        {
            _member = ClusterPart.Load().Prepare(new NodeParts(definition, engine, _engine, state, _log, time));
        }
    }

    /// <summary>Version of the engine.</summary>
    public static string Version { get; } = typeof(ServiceHost).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";

    /// <summary>Ends when somebody asked the service to end.</summary>
    public Task Asked => _asked.Task;

    /// <summary>The pages that servers of the module have; null: there are none.</summary>
    internal static string? PageFolder { get; } = Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "../../web")) is { } own && Directory.Exists(own)
        ? own
        : Path.GetFullPath(Path.Join(Path.GetDirectoryName(typeof(ServiceHost).Assembly.Location), "../../web")) is { } beside && Directory.Exists(beside)
            ? beside
            : null;

    /// <summary>The socket of the service that has a state folder, whether it runs or not.</summary>
    public static string SocketOf(string statePath) => StateFolder.SocketOf(statePath);

    /// <summary>The log of the service that has a state folder.</summary>
    public static string LogOf(string statePath) => StateFolder.LogOf(statePath);

    /// <summary>Keeps the settings of a service in its state folder, for <see cref="Start"/>.</summary>
    /// <exception cref="MssException">InvalidSetting, AlreadyRunning, AccessDenied or SinkFailed.</exception>
    public static void Configure(ServiceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.Validate();
        using var state = StateFolder.Open(definition.StatePath);
        state.KeepSettings(definition);
    }

    /// <summary>Starts the service of a state folder, with the settings that are kept there, and does again all that it was told.</summary>
    /// <param name="statePath">Full path of the folder.</param>
    /// <param name="output">Takes each line of the log; null: they go to the file in the folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="takesEvoStream">Whether its control interface takes commands of EvoStream Media Server in their form of HTTP, too.</param>
    /// <param name="node">
    /// Given where it has a process of its own, and may be a node of a cluster: adds to the settings what the command line says. A node that its cluster
    /// takes for dead ends its process.
    /// </param>
    /// <exception cref="MssException">
    /// InvalidSetting, AlreadyRunning, AddressInUse, AccessDenied or SinkFailed; NotInstalled or Unavailable of a node; nothing runs.
    /// </exception>
    public static ServiceHost Start(
        string statePath, Action<string>? output, TimeProvider time, bool takesEvoStream = false, Func<ServiceDefinition, ServiceDefinition>? node = null)
    {
        var definition = new ServiceDefinition { StatePath = statePath };
        definition.Validate();
        StateFolder? state = null;
        ServiceHost? host = null;
        try
        {
            state = StateFolder.Open(statePath);
            definition = state.ReadSettings(definition);
            definition = node is null ? definition : node(definition);
            RefuseInShell(definition, node is not null);
            host = new ServiceHost(definition, state, output is null ? ServiceLogFile.Open(LogOf(statePath)) : null, output, time, takesEvoStream);
            host.Run(definition, time);
            return host;
        }
        catch
        {
            if (host is null)
            {
                state?.Dispose();
            }
            else
            {
                host.Dispose();
            }

            throw;
        }
    }

    /// <summary>Ends the streams, whose broadcasts go on with the next start, and closes all ports.</summary>
    public void Dispose()
    {
        ManagerSocket.Tell("STOPPING=1");
        _member?.Dispose(); // first: its groups go on elsewhere while this one closes
        _engine.Suspend();
        _control?.Dispose();
        _engine.Dispose();
        _log.Write(ServiceEvent.Stopped, "The service has ended. Live groups stay live, and go on with its next start.");
        _file?.Dispose();
        _state.Dispose();
    }

    private static void RefuseInShell(ServiceDefinition definition, bool isOwnProcess)
    {
        definition.Validate();
        if (definition.Cluster is not null && !isOwnProcess)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "A node of a cluster has a process of its own: its cluster may end it at any time.",
                "Leave out -Wait, or run dotnet module/bin/core/MssTools.Service.dll --state-path <folder>.");
        }
    }

    // Answers from the first moment on, so that who waits for it sees how far it is.
    private void Run(ServiceDefinition definition, TimeProvider time)
    {
        IServiceEngine told = _member?.Engine ?? _engine;
        _control = ControlServer.Start(definition, SocketOf(definition.StatePath), told, _log, time, _takesEvoStream);
        string port = _control.Port is { } number ? $" and on port {number}" : "";
        string commands = _takesEvoStream ? ", commands of EvoStream Media Server as well" : "";
        _log.Write(ServiceEvent.Started, $"Version {Version} answers on '{SocketOf(definition.StatePath)}'{port}{commands}.");
        _member?.Join();
        _engine.Restore();
        ManagerSocket.Tell("READY=1");
    }
}
