using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// What <c>-AsJob</c> gives: a job over streams, with a child for each. It runs as long as one of them does; then it has failed if one has, else
/// it is stopped if one is. Live streams that do not end keep it running.
/// </summary>
internal sealed class PackagingJob : MssJob
{
    private readonly StreamJob[] _streams;
    private readonly StreamWatch[] _watches;
    private volatile bool _isAsked;

    /// <param name="command">The command line, without secrets.</param>
    /// <param name="streams">The streams, each once; at least one.</param>
    /// <param name="timeout">Seconds after which what has not ended fails with TimedOut; negative: never.</param>
    /// <param name="source">Full name of the cmdlet's type.</param>
    public PackagingJob(string command, IEnumerable<MssStream> streams, double timeout, string source)
        : base(command, name: null)
    {
        _streams = [.. streams.Select(stream => new StreamJob(command, stream, source, Follow))];
        _watches = [.. _streams.GroupBy(job => job.Service).Select(of => new StreamWatch(of.Key, [.. of], timeout))];
        AddChildren();
    }

    /// <param name="command">The command line, without secrets.</param>
    /// <param name="recordings">What is to be made, and by which engine (<see cref="IMssEngine.Service"/>): a few at a time, each as soon as it is its turn.</param>
    /// <param name="source">Full name of the cmdlet's type.</param>
    public PackagingJob(string command, IEnumerable<(string Service, StreamDefinition Definition)> recordings, string source)
        : base(command, name: null)
    {
        List<StreamJob> all = [];
        List<StreamWatch> watches = [];
        foreach (IGrouping<string, StreamDefinition> of in recordings.GroupBy(recording => recording.Service, recording => recording.Definition))
        {
            List<BacklogOrder> orders = [];
            int first = all.Count;
            foreach (StreamDefinition definition in of)
            {
                StreamJob[] jobs = [.. definition.LocalStreamNames.Select(name => new StreamJob(command, definition, name, of.Key, source, Follow))];
                var order = new BacklogOrder(definition, jobs);
                Array.ForEach(jobs, job => job.Order = order);
                orders.Add(order);
                all.AddRange(jobs);
            }

            watches.Add(new StreamWatch(of.Key, all[first..], timeout: -1, new Backlog(orders)));
        }

        (_streams, _watches) = ([.. all], [.. watches]);
        AddChildren();
    }

    /// <summary>Ends when nobody is asked about the streams any more.</summary>
    internal Task Watching { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public override string Location => string.Join(", ", _streams.Select(job => job.Location).Distinct());

    /// <inheritdoc/>
    public override string StatusMessage =>
        string.Join(", ", _streams.GroupBy(job => job.JobStateInfo.State).Select(of => $"{of.Count()} {of.Key}"));

    /// <inheritdoc/>
    public override bool HasMoreData => _streams.Any(job => job.HasMoreData);

    // All are asked before one is awaited, so that the renditions of a group end together.
    /// <inheritdoc/>
    internal override void AskToStop()
    {
        _isAsked = true;
        Follow();
        foreach (StreamJob stream in _streams)
        {
            stream.AskToStop();
        }
    }

    /// <summary>Looks after the streams no more; the job is stopped, and they go on.</summary>
    internal void GiveUp()
    {
        foreach (StreamWatch watch in _watches)
        {
            watch.Dispose();
        }

        foreach (StreamJob stream in _streams)
        {
            stream.GiveUp();
        }
    }

    /// <inheritdoc/>
    protected override void Begin()
    {
        foreach (StreamJob stream in _streams)
        {
            stream.StartJob();
        }

        Watching = Task.WhenAll(_watches.Select(watch => watch.Start()));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (StreamWatch watch in _watches)
            {
                watch.Dispose();
            }

            foreach (StreamJob stream in _streams)
            {
                stream.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void AddChildren()
    {
        foreach (StreamJob stream in _streams)
        {
            ChildJobs.Add(stream);
        }
    }

    private void Follow()
    {
        StopFailure ??= _streams.Select(job => job.StopFailure).FirstOrDefault(failure => failure is not null);
        JobState[] states = [.. _streams.Select(job => job.JobStateInfo.State)];
        Enter(
            !_streams.All(job => job.IsOver) ? (_isAsked ? JobState.Stopping : JobState.Running)
            : states.Contains(JobState.Failed) ? JobState.Failed
            : states.Contains(JobState.Stopped) ? JobState.Stopped
            : JobState.Completed);
    }
}
