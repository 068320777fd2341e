using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MssTools.Service;

/// <summary>
/// What the service control manager of Windows wants of a process that it starts: a thread for its orders, and the state of the service. Others would
/// need a package for this (adr/0036).
/// </summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsService
{
    private const int OwnProcess = 0x10;
    private const int StartPending = 2;
    private const int Running = 4;
    private const int StopPending = 3;
    private const int Stopped = 1;
    private const int AcceptStopAndShutdown = 0x1 | 0x4;
    private const int OrderStop = 1;
    private const int OrderInterrogate = 4;
    private const int OrderShutdown = 5;
    private const int LongestWait = 90_000; // ms

    // The manager calls back at any time: what it calls must not be collected.
    private static readonly ServiceMain s_main = Begin;
    private static readonly Handler s_handler = Handle;
    private static readonly ManualResetEventSlim s_asked = new();
    private static Func<WaitHandle, Action, int> s_run = static (_, _) => 0;
    private static nint s_status;
    private static int s_exitCode;

    private delegate void ServiceMain(int count, nint arguments);

    private delegate int Handler(int order, int kind, nint data, nint context);

    /// <summary>Runs until the manager asks for the end.</summary>
    /// <param name="run">Runs the service until the handle is set; calls the action when it is ready. Gives the exit code.</param>
    /// <returns>The exit code; 1 where no manager started this process.</returns>
    public static int Run(Func<WaitHandle, Action, int> run)
    {
        s_run = run;
        nint name = Marshal.StringToHGlobalUni("");
        Entry[] table = [new() { Name = name, Main = Marshal.GetFunctionPointerForDelegate(s_main) }, default];
        return StartServiceCtrlDispatcher(table) ? s_exitCode : 1;
    }

    private static void Begin(int count, nint arguments)
    {
        s_status = RegisterServiceCtrlHandlerEx("", Marshal.GetFunctionPointerForDelegate(s_handler), 0);
        Tell(StartPending, LongestWait);
        s_exitCode = s_run(s_asked.WaitHandle, static () => Tell(Running));
        Tell(Stopped);
    }

    private static int Handle(int order, int kind, nint data, nint context)
    {
        const int Done = 0;
        const int NotImplemented = 120;
        switch (order)
        {
            case OrderStop or OrderShutdown:
                Tell(StopPending, LongestWait);
                s_asked.Set();
                return Done;
            case OrderInterrogate:
                return Done;
            default:
                return NotImplemented;
        }
    }

    private static void Tell(int state, int wait = 0)
    {
        var status = new Status
        {
            Kind = OwnProcess,
            State = state,
            Accepts = state == Running ? AcceptStopAndShutdown : 0,
            ExitCode = state == Stopped ? s_exitCode : 0,
            Wait = wait,
        };
        SetServiceStatus(s_status, in status);
    }

    [LibraryImport("advapi32", EntryPoint = "StartServiceCtrlDispatcherW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartServiceCtrlDispatcher([In] Entry[] table);

    [LibraryImport("advapi32", EntryPoint = "RegisterServiceCtrlHandlerExW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint RegisterServiceCtrlHandlerEx(string name, nint handler, nint context);

    [LibraryImport("advapi32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetServiceStatus(nint service, in Status status);

    /// <summary>SERVICE_TABLE_ENTRYW.</summary>
    private struct Entry
    {
        public nint Name;
        public nint Main;
    }

    /// <summary>SERVICE_STATUS.</summary>
    private struct Status
    {
        public int Kind;
        public int State;
        public int Accepts;
        public int ExitCode;
        public int OwnExitCode;
        public int CheckPoint;
        public int Wait;
    }
}
