using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>Waits for a service that is being started.</summary>
internal static class ServiceAnswer
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the service has done again all that it was told.</summary>
    /// <param name="client">The way to it.</param>
    /// <param name="patience">How long.</param>
    /// <param name="isMeant">Whether what answers is the service: another one may have the folder.</param>
    /// <param name="failure">Why it will not answer any more; null: it may.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="MssException">It could not start, or not in time: TimedOut, and it goes on starting.</exception>
    public static MssService Await(ServiceClient client, TimeSpan patience, Func<MssService, bool> isMeant, Func<MssException?> failure, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            MssException? end = failure();
            MssService? service = Ask(client);
            if (end is not null)
            {
                throw end;
            }

            if (service is { State: not MssServiceState.Starting } && isMeant(service))
            {
                return service;
            }

            if (watch.Elapsed > patience)
            {
                throw new MssException(
                    MssError.TimedOut,
                    $"The service has not done again all that it was told in {patience.TotalSeconds:0} s{(service is null ? ", and does not answer" : "")}; it goes on.",
                    "Look at its log; Connect-MSSService and Get-MSSService say how far it is.");
            }

            stop.WaitHandle.WaitOne(s_look);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static MssService? Ask(ServiceClient client)
    {
        try
        {
            return client.GetService();
        }
        catch (MssException)
        {
            return null;
        }
    }
}
