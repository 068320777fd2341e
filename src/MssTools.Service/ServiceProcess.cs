using System.Runtime.InteropServices;
using System.Text.Json;
using MssTools.Core;

namespace MssTools.Service;

/// <summary>The process around a service: its signals, its log, and what its manager wants to know.</summary>
internal static class ServiceProcess
{
    /// <summary>Runs until somebody asks it to end: a signal, or Stop-MSSService.</summary>
    public static async Task<int> RunAsync(ServiceArguments arguments)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, arguments.IsDetached ? Ignore : End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, arguments.IsDetached ? Ignore : End);
        return await RunAsync(arguments, asked.Task, static () => { });

        // The process ends when the streams have ended, not before.
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.TrySetResult();
        }

        // What a terminal sends to all that was started in it.
        static void Ignore(PosixSignalContext signal) => signal.Cancel = true;
    }

    /// <summary>Runs until a handle is set, or Stop-MSSService asks it to end.</summary>
    public static int Run(ServiceArguments arguments, WaitHandle asked, Action ready)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.RegisterWaitForSingleObject(asked, (_, _) => end.TrySetResult(), state: null, Timeout.Infinite, executeOnlyOnce: true);
        return RunAsync(arguments, end.Task, ready).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(ServiceArguments arguments, Task asked, Action ready)
    {
        try
        {
            using var host = ServiceHost.Start(
                arguments.StatePath, arguments.IsDetached ? null : Console.Out.WriteLine, TimeProvider.System, arguments.TakesEvoStream, arguments.Apply);
            ready();
            await Task.WhenAny(host.Asked, asked);
            return 0;
        }
        catch (MssException failure)
        {
            Report(arguments, failure);
            return 1;
        }
    }

    // Who started it reads the last line.
    private static void Report(ServiceArguments arguments, MssException failure)
    {
        string line = JsonSerializer.Serialize(
            new
            {
                time = TimeProvider.System.GetUtcNow(),
                level = "error",
                @event = "failed",
                message = failure.Message,
                error = failure.Code.ToString(),
                recommendedAction = failure.RecommendedAction,
            });
        if (!arguments.IsDetached)
        {
            Console.Out.WriteLine(line);
            return;
        }

        try
        {
            File.AppendAllText(ServiceHost.LogOf(arguments.StatePath), line + "\n");
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(line);
        }
    }
}
