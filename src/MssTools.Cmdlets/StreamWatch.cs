using System.Diagnostics;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// Asks one engine how the streams of a job are, five times a second until they have ended, and tells their jobs. A service that does not answer
/// is a warning, and the end of the jobs where that lasts.
/// </summary>
/// <param name="service">The engine, as Connect-MSSService names it. It is looked up each time, so that another connection of the name serves.</param>
/// <param name="jobs">The jobs, of this engine's streams.</param>
/// <param name="timeout">Seconds after which jobs that are not over fail; negative: never.</param>
/// <param name="backlog">What waits for its turn; null: nothing does.</param>
internal sealed class StreamWatch(string service, IReadOnlyList<StreamJob> jobs, double timeout, Backlog? backlog = null) : IDisposable
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a service may be away: long enough for its machine to start anew.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>How long it may be where somebody waits for a stop.</summary>
    private static readonly TimeSpan s_patienceOfStop = TimeSpan.FromSeconds(15);

    /// <summary>Jobs that say that the service is away: a backlog may have thousands.</summary>
    private const int MostWarned = 8;

    private readonly PeriodicTimer _timer = new(s_refresh);
    private readonly Stopwatch _clock = new();
    private readonly HashSet<string> _mirrors = []; // that were told of
    private TimeSpan? _awaySince;

    private List<StreamJob> Open => [.. jobs.Where(job => !job.IsOver)];

    private List<StreamJob> Begun => [.. jobs.Where(job => !job.IsOver && job.IsBegun)];

    /// <summary>Begins.</summary>
    /// <returns>Ends when all jobs are over, or on Dispose. Never faults.</returns>
    public Task Start() => Task.Run(WatchAsync);

    /// <summary>Asks no more; a question that is under way is the last.</summary>
    public void Dispose() => _timer.Dispose();

    private async Task WatchAsync()
    {
        _clock.Start();
        try
        {
            do
            {
                Look();
            }
            while (Open.Count > 0 && await _timer.WaitForNextTickAsync().ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Nobody awaits this: a job that is followed no more must not look as if it ran.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            FailAll(MssException.From(failure));
        }
    }

    private void Look()
    {
        try
        {
            IMssEngine engine = ServiceConnections.Find(service);
            backlog?.Feed(engine);
            TellToStop(engine);
            IReadOnlyList<MssStream> streams = Streams(engine);
            _awaySince = null;
            foreach (StreamJob job in Begun)
            {
                Show(job, streams.FirstOrDefault(job.IsOf), engine);
            }
        }
        catch (MssException failure)
        {
            Endure(failure);
        }

        if (timeout >= 0 && _clock.Elapsed.TotalSeconds >= timeout)
        {
            foreach (StreamJob job in Open)
            {
                job.Fail(new MssException(
                    MssError.TimedOut, $"After {timeout} s stream '{job.Stream.Name}' of group '{job.Stream.GroupName}' has not ended ({job.Stream.State}); it goes on."));
            }
        }
    }

    private void TellToStop(IMssEngine engine)
    {
        foreach (StreamJob job in Begun.Where(job => job is { IsAskedToStop: true, IsToldToStop: false }))
        {
            try
            {
                engine.StopStream(job.Stream.Id);
            }
            catch (MssException gone) when (gone.Code == MssError.NotFound)
            {
                // The list of streams says so, too.
            }

            job.IsToldToStop = true;
        }
    }

    // A service that starts does not list all streams yet, and one that ends has stopped them only until its next start.
    private IReadOnlyList<MssStream> Streams(IMssEngine engine)
    {
        IReadOnlyList<MssStream> streams = engine.GetStreams();
        if (engine is not ServiceClient client || Begun.All(job => streams.FirstOrDefault(job.IsOf) is { } stream && !IsEnded(stream)))
        {
            return streams;
        }

        RequireSteady(client);
        streams = client.GetStreams();
        RequireSteady(client);
        return streams;
    }

    private static void RequireSteady(ServiceClient client)
    {
        MssServiceState state = client.GetService().State;
        if (state is not (MssServiceState.Running or MssServiceState.Degraded))
        {
            throw new MssException(MssError.Unavailable, $"The service '{client.Service}' is {state}.");
        }
    }

    private void Show(StreamJob job, MssStream? now, IMssEngine engine)
    {
        if (now is null)
        {
            Lose(job);
        }
        else if (IsEnded(now) && IsPublished(now, engine))
        {
            // Asked again: what was the last to be published may be newer than the snapshot.
            MssStream last = engine.GetStreams().FirstOrDefault(job.IsOf) ?? now;
            job.End(last, Failures.FailedMirrors([last]).Where(mirror => _mirrors.Add(mirror.ManifestPath)));
            TakeOff(job, last, engine);
        }
        else
        {
            job.Show(now, _clock.Elapsed);
        }
    }

    private static void Lose(StreamJob job)
    {
        if (job.IsAskedToStop)
        {
            job.GiveUp();
            return;
        }

        if (job.Order?.HasOthersUnderWay(job) == true)
        {
            return; // it had ended before its recording was told of, as the recording will say when it has
        }

        if (job.Order?.TryAgain() == true)
        {
            job.Warn($"Stream '{job.Stream.Name}' of group '{job.Stream.GroupName}' was lost with its node, or removed before it had ended; it is begun again unless it is finished.");
            return;
        }

        job.Fail(new MssException(
            MssError.NotFound,
            $"Stream '{job.Stream.Name}' of group '{job.Stream.GroupName}' is not known any more: it was removed, or made again, before the job saw how it ended.",
            "Get-MSSStream and Get-MSSGroup list what there is."));
    }

    // A list of all that a backlog ever did would be asked for five times a second.
    private static void TakeOff(StreamJob job, MssStream last, IMssEngine engine)
    {
        if (job.Order is null || last.State != StreamState.Completed)
        {
            return;
        }

        try
        {
            engine.Remove(last.Id);
        }
        catch (MssException gone) when (gone.Code == MssError.NotFound)
        {
            // The user, or the end of its node, was faster.
        }
    }

    private static bool IsEnded(MssStream stream) => stream.State is StreamState.Completed or StreamState.Stopped or StreamState.Failed;

    private static bool IsPublished(MssStream stream, IMssEngine engine)
    {
        try
        {
            return engine.WaitForEnd(stream.Id, TimeSpan.Zero, CancellationToken.None);
        }
        catch (MssException gone) when (gone.Code == MssError.NotFound)
        {
            return true; // removed a moment ago; it had ended
        }
    }

    private void Endure(MssException failure)
    {
        bool isNew = _awaySince is null;
        TimeSpan since = _awaySince ??= _clock.Elapsed;
        List<StreamJob> open = Open;
        TimeSpan patience = open.Any(job => job.IsAskedToStop) ? s_patienceOfStop : s_patience;
        if (_clock.Elapsed - since >= patience)
        {
            FailAll(new MssException(
                failure.Code,
                $"Nothing was heard of the streams for {patience.TotalSeconds:0} s; they may go on. {failure.Message}",
                failure.RecommendedAction));
            return;
        }

        foreach (StreamJob job in open.Take(isNew ? MostWarned : 0))
        {
            job.Warn($"The job waits for its service, {s_patience.TotalMinutes:0} minutes at most: {failure.Message}");
        }
    }

    private void FailAll(MssException failure)
    {
        foreach (StreamJob job in Open)
        {
            job.Fail(failure);
        }
    }
}
