using System.Reactive.Linq;

namespace MssTools.Core.Outputs;

/// <summary>Stores fragments through a sink's queue.</summary>
internal static class StoreInOperator
{
    /// <summary>What a slot of the queue stands for: inputs that hold their media in memory queue less of it.</summary>
    private const int BytesPerSlot = 2 * 1024 * 1024;

    /// <summary>
    /// Stores each fragment and tells of it when it is there. After a failure nothing more of this source is stored,
    /// unless fragments may be left out.
    /// </summary>
    /// <param name="source">
    /// Fragments of one input, serialized; where no overload is given, or one that lets it wait, the thread that brings
    /// them waits while the queue is full.
    /// </param>
    /// <param name="queue">The group's queue.</param>
    /// <param name="sink">Where to store.</param>
    /// <param name="overload">For an input of a live group; else null.</param>
    /// <returns>Notices on the queue's thread, in the source's order; the end comes after all of them.</returns>
    public static IObservable<StoredFragment> StoreIn(
        this IObservable<PackagedFragment> source, SinkQueue queue, ISink sink, Overload? overload = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Observable.Create<StoredFragment>(stored => source.Subscribe(new Storer(stored, queue, sink, overload)));
    }

    private sealed class Storer(IObserver<StoredFragment> stored, SinkQueue queue, ISink sink, Overload? overload)
        : IObserver<PackagedFragment>
    {
        // Found no room in the queue, so their notices wait for one that does; their media do not.
        private List<StoredFragment> _leftOut = [];
        private volatile bool _failed;

        public void OnNext(PackagedFragment fragment)
        {
            if (_failed)
            {
                return;
            }

            List<StoredFragment> leftOut = _leftOut;
            bool areGone = false;
            void Work() => areGone = Store(fragment);
            void Done(Exception? failure) => Note(leftOut, fragment, areGone, failure);
            int slots = 1 + (int)(fragment.LengthInMemory / BytesPerSlot);
            if (overload is null or { CanWait: true })
            {
                queue.Enqueue(Work, Done, slots);
            }
            else if (queue.TryEnqueue(Work, Done, slots))
            {
                _leftOut = [];
            }
            else
            {
                LeaveOut(fragment, overload);
            }
        }

        public void OnError(Exception error) => queue.Enqueue(() =>
        {
            NoteLost(_leftOut);
            Fail(error);
        });

        public void OnCompleted() => queue.Enqueue(() =>
        {
            NoteLost(_leftOut);
            if (!_failed)
            {
                stored.OnCompleted();
            }
        });

        private bool Store(PackagedFragment fragment) => !_failed && sink.Store(fragment);

        private void LeaveOut(PackagedFragment fragment, Overload rules)
        {
            var late = new MssException(
                MssError.SinkFailed,
                $"'{fragment.Path}' cannot be stored: the disk does not keep up, and the queue is full.",
                "Use a faster disk, fewer streams or lower bit rates.");
            if (rules.Policy == OverloadPolicy.Fail)
            {
                queue.Enqueue(() => Fail(late));
                return;
            }

            rules.Dropped(fragment, late);
            _leftOut.Add(NoticeOf(fragment, isLost: true));
        }

        private void Note(List<StoredFragment> leftOut, PackagedFragment fragment, bool areGone, Exception? failure)
        {
            NoteLost(leftOut);
            if (failure is null)
            {
                Tell(NoticeOf(fragment, isLost: false) with { EarlierAreGone = areGone });
            }
            else if (overload is not null && overload.GoesOnAfter(failure))
            {
                overload.Dropped(fragment, (MssException)failure);
                Tell(NoticeOf(fragment, isLost: true));
            }
            else
            {
                Fail(failure);
            }
        }

        private void NoteLost(List<StoredFragment> fragments) => fragments.ForEach(Tell);

        private void Tell(StoredFragment notice)
        {
            if (!_failed)
            {
                stored.OnNext(notice);
            }
        }

        private static StoredFragment NoticeOf(PackagedFragment fragment, bool isLost) =>
            new(fragment.Track, fragment.Bitrate, fragment.Path, fragment.Time, fragment.Length, isLost);

        private void Fail(Exception error)
        {
            if (!_failed)
            {
                _failed = true;
                stored.OnError(error);
            }
        }
    }
}
