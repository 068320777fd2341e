namespace MssTools.Core.Outputs;

/// <summary>
/// Takes the fragments of one rendition to one output: its work goes into the output's queue, and what became of it comes out
/// there. After a failure nothing more of the rendition is stored, unless fragments may be left out.
/// </summary>
/// <param name="rendition">Number of the rendition in its group.</param>
/// <param name="queue">The output's queue.</param>
/// <param name="bytesPerSlot">What a slot of the queue stands for: inputs that hold their media in memory queue less of it.</param>
/// <param name="store">Stores a fragment; true where what was stored of the track before is gone.</param>
/// <param name="overload">What to do where that fails, or not in time.</param>
/// <param name="status">Told at once of what is left out, and of what ends the storing.</param>
internal sealed class FragmentStorer(
    int rendition,
    SinkQueue<GroupEvent> queue,
    int bytesPerSlot,
    Func<PackagedFragment, bool> store,
    Overload overload,
    IStoringWatcher status)
    : IObserver<PackagedFragment>
{
    /// <summary>What a sample takes beside its payload; ranges of a file take no more.</summary>
    private const int BytesPerSample = 128;

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Found no room in the queue, so their notices wait for one that does; their media do not.
    private List<FragmentNotice> _leftOut = [];
    private bool _isFull;
    private volatile bool _failed;

    /// <summary>True once the rendition has failed here: what is queued of it gives no notice.</summary>
    public bool HasFailed => _failed;

    /// <summary>Ends when nothing of the rendition is left to be stored here. Never faults.</summary>
    public Task Drained => _drained.Task;

    /// <inheritdoc/>
    public void OnNext(PackagedFragment value)
    {
        if (_failed || _isFull)
        {
            return;
        }

        List<FragmentNotice> leftOut = _leftOut;
        bool areGone = false;
        void Work() => areGone = !_failed && store(value);
        IEnumerable<GroupEvent> Done(Exception? failure) => Note(leftOut, value, areGone, failure);
        int slots = 1 + (int)((value.LengthInMemory + (long)value.Samples.Count * BytesPerSample) / bytesPerSlot);
        if (overload.CanWait)
        {
            queue.Enqueue(Work, Done, slots);
        }
        else if (queue.TryEnqueue(Work, Done, slots))
        {
            _leftOut = [];
        }
        else
        {
            LeaveOut(value);
        }
    }

    /// <inheritdoc/>
    public void OnError(Exception error) => queue.Enqueue(() => End(error));

    /// <inheritdoc/>
    public void OnCompleted() => queue.Enqueue(() => End(null));

    /// <summary>Stores nothing more: the output has failed. What is running ends as it can.</summary>
    public void Abandon()
    {
        _failed = true;
        _drained.TrySetResult();
    }

    private void LeaveOut(PackagedFragment fragment)
    {
        var late = new MssException(
            MssError.SinkFailed,
            $"'{fragment.Path}' cannot be stored: the disk does not keep up, and the queue is full.",
            "Use a faster disk, fewer streams or lower bit rates.");
        if (overload.Policy == OverloadPolicy.Fail)
        {
            _isFull = true; // a queue that stands still must not fill with notices
            status.Refused(rendition, late);
            queue.Enqueue(() => Fail(late));
            return;
        }

        FragmentNotice lost = NoticeOf(fragment, isLost: true);
        status.Dropped(rendition, lost, late);
        _leftOut.Add(lost);
    }

    private IEnumerable<GroupEvent> Note(
        List<FragmentNotice> leftOut, PackagedFragment fragment, bool areGone, Exception? failure)
    {
        if (_failed)
        {
            return [];
        }

        IEnumerable<GroupEvent> before = leftOut.Select(Told);
        if (failure is null && fragment.IsHeld)
        {
            return before; // nobody hears of it before it is published
        }

        if (failure is null)
        {
            return before.Append(Told(NoticeOf(fragment, isLost: false) with { EarlierAreGone = areGone }));
        }

        if (overload.GoesOnAfter(failure))
        {
            FragmentNotice lost = NoticeOf(fragment, isLost: true);
            status.Dropped(rendition, lost, (MssException)failure);
            return before.Append(Told(lost));
        }

        status.Refused(rendition, failure);
        return before.Concat(Fail(failure));
    }

    private IEnumerable<GroupEvent> End(Exception? error) => _leftOut.Select(Told).Concat(Fail(error));

    // The rendition's end comes after all that was stored of it, and once.
    private IEnumerable<GroupEvent> Fail(Exception? error)
    {
        if (!_failed)
        {
            _failed = true;
            yield return new GroupEvent.Ended(rendition, error);
        }

        _drained.TrySetResult();
    }

    private GroupEvent Told(FragmentNotice fragment) => new GroupEvent.Stored(rendition, fragment);

    private static FragmentNotice NoticeOf(PackagedFragment fragment, bool isLost) =>
        new(fragment.Track, fragment.Bitrate, fragment.Path, fragment.Time, fragment.Length, isLost);
}
