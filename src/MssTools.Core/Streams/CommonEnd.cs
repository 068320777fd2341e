using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>
/// Where the renditions of a group end. Their inputs end within a frame or two of each other, or are stopped one after the
/// other; a manifest has one duration for the last fragment of all of them. The last picture of those that ended sooner lasts
/// until the others end. All members can be called from any thread.
/// </summary>
/// <param name="count">Renditions of the group.</param>
/// <param name="fragmentLength">Wanted fragment length in 100 ns ticks.</param>
/// <param name="time">The clock.</param>
internal sealed class CommonEnd(int count, long fragmentLength, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, IReadOnlyDictionary<Content, OpenRun>> _ended = [];
    private readonly HashSet<int> _left = [];
    private TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says how a rendition ends, waits for the others, and sets <see cref="OpenRun.AgreedEnd"/>.</summary>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="open">Its open fragments, by content.</param>
    /// <param name="patience">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/>: until all ended or left.</param>
    public void Agree(int rendition, IReadOnlyDictionary<Content, OpenRun> open, TimeSpan patience)
    {
        TaskCompletionSource met;
        lock (_lock)
        {
            met = _met;
            _ended[rendition] = open;
            MeetIfComplete();
        }

        try
        {
            met.Task.WaitAsync(patience, time, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                if (!met.Task.IsCompleted)
                {
                    Meet();
                }
            }
        }
    }

    /// <summary>Says that a rendition is not waited for: it has failed, or has delivered everything.</summary>
    public void Leave(int rendition)
    {
        lock (_lock)
        {
            _left.Add(rendition);
            MeetIfComplete();
        }
    }

    private void MeetIfComplete()
    {
        if (_ended.Count > 0 && _ended.Keys.Union(_left).Count() == count)
        {
            Meet();
        }
    }

    // Those who go on end together at another time.
    private void Meet()
    {
        foreach (Content content in _ended.Values.SelectMany(open => open.Keys).Distinct())
        {
            Settle([.. _ended.Values.Select(open => open.GetValueOrDefault(content)).OfType<OpenRun>().Where(run => run.Extent is not null)]);
        }

        _left.UnionWith(_ended.Keys);
        _ended.Clear();
        _met.SetResult();
        _met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // Who was about to begin the fragment that others had begun already ends where that one starts.
    private void Settle(List<OpenRun> runs)
    {
        foreach (IGrouping<long, OpenRun> together in runs.GroupBy(run => run.Extent!.Value.Start))
        {
            long end = together.Max(run => run.Extent!.Value.End);
            long next = runs.Select(run => run.Extent!.Value.Start).Where(start => start > together.Key).DefaultIfEmpty(long.MaxValue).Min();
            foreach (OpenRun run in together)
            {
                run.AgreedEnd = next >= end && next - end <= fragmentLength ? next : end;
            }
        }
    }
}
