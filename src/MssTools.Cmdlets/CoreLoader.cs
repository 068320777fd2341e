using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MssTools.Cmdlets;

/// <summary>
/// Loads MssTools.Core and everything under <c>bin/core</c> into one private load context, so that another
/// module's System.Reactive cannot clash with ours.
/// </summary>
public sealed class CoreLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private const string CoreName = "MssTools.Core";

    /// <summary>How long the end of the process waits for live streams to publish what they hold.</summary>
    private static readonly TimeSpan s_patienceAtExit = TimeSpan.FromSeconds(5);

    private static readonly CoreContext s_context = new(
        Path.Join(Path.GetDirectoryName(typeof(CoreLoader).Assembly.Location), "core"));

    private static readonly ModuleRunspaces s_users = new();

    // Held for the life of the process, like the handler of its end.
    private static PosixSignalRegistration[]? s_signals;

    /// <inheritdoc/>
    public void OnImport()
    {
        s_users.Add(Runspace.DefaultRunspace);
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
        AppDomain.CurrentDomain.ProcessExit -= EndStreamsAtExit;
        AppDomain.CurrentDomain.ProcessExit += EndStreamsAtExit;

        // What "systemctl stop", "docker stop" and a closed terminal send. From .NET 10 on, the runtime lets them end the
        // process at once: without ProcessExit, unless somebody handles them.
        s_signals ??=
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndStreamsAtSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, EndStreamsAtSignal),
        ];
    }

    /// <summary>
    /// Ends everything where the last runspace removes the module. Streams belong to the process: others go on with them, and a
    /// runspace that is closed without removing the module ends nothing.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        MssEventSource.EndAll(Runspace.DefaultRunspace);
        if (s_users.Remove(Runspace.DefaultRunspace))
        {
            MssJobSourceAdapter.GiveUpAll();
            Engine.EndAll();
        }
    }

    private static void EndStreamsAtExit(object? sender, EventArgs e) => EndLiveStreams();

    // The signal is not cancelled: the process ends behind this, as it would have.
    private static void EndStreamsAtSignal(PosixSignalContext signal) => EndLiveStreams();

    private static void EndLiveStreams() => Task.Run(Engine.EndLive).Wait(s_patienceAtExit);

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == CoreName ? s_context.LoadFromAssemblyName(name) : null;

    // A type of its own: the runtime loads Core when it compiles the method that names it, not before.
    private static class Engine
    {
        public static void EndAll() => Core.MssEngine.Current.Shutdown();

        public static void EndLive() => Core.MssEngine.Current.ShutdownLive();
    }

    private sealed class CoreContext(string folder) : AssemblyLoadContext(CoreName)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name == typeof(MssException).Assembly.GetName().Name)
            {
                return typeof(MssException).Assembly; // one copy, shared with the user's session
            }

            string path = Path.Join(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
