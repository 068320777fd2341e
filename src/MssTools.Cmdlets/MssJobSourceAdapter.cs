using System.Collections.Concurrent;
using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// The list of our jobs, by which PowerShell's job cmdlets find them; PowerShell makes one when the module is imported. Like their streams, jobs
/// belong to the process: one that was made in ForEach-Object -Parallel can be received and removed where the objects come out.
/// </summary>
/// <remarks>JobRepository would do for all but Receive-Job -AutoRemoveJob, which looks for a Job2 in the adapters alone.</remarks>
public sealed class MssJobSourceAdapter : JobSourceAdapter
{
    private static readonly ConcurrentDictionary<Guid, PackagingJob> s_jobs = new();

    /// <summary>Called by PowerShell.</summary>
    public MssJobSourceAdapter() => Name = nameof(MssJobSourceAdapter);

    /// <summary>Refuses: the cmdlets make jobs.</summary>
    /// <exception cref="PSNotSupportedException">Always.</exception>
    public override Job2 NewJob(JobInvocationInfo specification) =>
        throw new PSNotSupportedException("New-MSSStream -AsJob and Wait-MSSStream -AsJob make these jobs.");

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => [.. s_jobs.Values.OrderBy(job => job.Id)];

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return Find(job => pattern.IsMatch(job.Name), recurse);
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        var pattern = new WildcardPattern(command, WildcardOptions.IgnoreCase);
        return Find(job => pattern.IsMatch(job.Command), recurse);
    }

    /// <inheritdoc/>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) => Find(job => job.InstanceId == instanceId, recurse).FirstOrDefault();

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => Find(job => job.Id == id, recurse).FirstOrDefault();

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) => Find(job => job.JobStateInfo.State == state, recurse);

    /// <summary>By properties of the jobs, each compared as text; wildcards are taken.</summary>
    /// <inheritdoc/>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Find(job => filter.All(wanted => Agrees(job, wanted.Key, wanted.Value)), recurse);
    }

    /// <summary>Forgets a job; its streams go on.</summary>
    /// <exception cref="PSInvalidOperationException">It is the job of one stream.</exception>
    public override void RemoveJob(Job2 job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!s_jobs.TryRemove(job.InstanceId, out _))
        {
            throw new PSInvalidOperationException($"Job {job.Id} '{job.Name}' is part of another job, with which it is removed.");
        }
    }

    /// <summary>Lists a job.</summary>
    internal static void Add(PackagingJob job) => s_jobs[job.InstanceId] = job;

    /// <summary>Ends all jobs, not the streams of services: the module is removed.</summary>
    internal static void GiveUpAll()
    {
        foreach (PackagingJob job in s_jobs.Values)
        {
            job.GiveUp();
        }
    }

    private IList<Job2> Find(Func<Job, bool> isWanted, bool recurse) =>
        [.. GetJobs().SelectMany(job => recurse ? job.ChildJobs.Prepend(job) : [job]).Where(isWanted).Cast<Job2>()];

    private static bool Agrees(Job job, string property, object? value) =>
        PSObject.AsPSObject(job).Properties[property] is { } found
        && new WildcardPattern($"{value}", WildcardOptions.IgnoreCase).IsMatch($"{found.Value}");
}
