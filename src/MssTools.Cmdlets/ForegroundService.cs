using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>A service in the process of the shell.</summary>
/// <param name="statePath">Full path of its state folder.</param>
/// <param name="takesEvoStream">Whether it takes commands of EvoStream Media Server, too.</param>
internal sealed class ForegroundService(string statePath, bool takesEvoStream)
{
    /// <summary>Lines of the log that wait to be written; when they are so many the service waits, too.</summary>
    private const int MostLines = 1000;

    /// <summary>Runs it until it is asked to end.</summary>
    /// <param name="write">Takes each line of the log, on the calling thread.</param>
    /// <param name="stop">Asks it to end.</param>
    /// <exception cref="MssException">It cannot start.</exception>
    public void Run(Action<string> write, CancellationToken stop)
    {
        using var lines = new BlockingCollection<string>(MostLines);
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true; // the process ends behind the streams
            asked.Cancel();
        });
        var run = Task.Run(
            () =>
            {
                try
                {
                    using var host = ServiceHost.Start(statePath, lines.Add, TimeProvider.System, takesEvoStream);
                    Task.WaitAny(host.Asked, Task.Delay(Timeout.Infinite, asked.Token));
                }
                finally
                {
                    lines.CompleteAdding();
                }
            },
            CancellationToken.None);
        foreach (string line in lines.GetConsumingEnumerable(CancellationToken.None))
        {
            if (!stop.IsCancellationRequested)
            {
                write(line); // a pipeline that is being stopped takes nothing
            }
        }

        run.GetAwaiter().GetResult();
    }
}
