using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Lets recorded samples through at the speed of the clock.</summary>
internal static class PaceOperator
{
    /// <summary>
    /// Lets a sample pass no earlier than its time on the group's timeline. Sleeps in steps, so that a stream wakes a
    /// few times a second and not for every sample.
    /// </summary>
    /// <param name="source">Samples on the group's timeline; the thread that brings them is made to wait.</param>
    /// <param name="start">Where the timeline starts and when; asked from the first sample on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends a wait; the sample is then passed on at once.</param>
    public static IObservable<Sample> Pace(
        this IObservable<Sample> source, Func<TimelineStart> start, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(time);
        return Observable.Create<Sample>(samples => source.Subscribe(new Gate(samples, start, time, stop)));
    }

    private sealed class Gate(IObserver<Sample> samples, Func<TimelineStart> start, TimeProvider time, CancellationToken stop)
        : IObserver<Sample>
    {
        private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);
        private TimeSpan _open = TimeSpan.MinValue;

        public void OnNext(Sample sample)
        {
            WaitUntil(sample.DecodeTime);
            samples.OnNext(sample);
        }

        public void OnError(Exception error) => samples.OnError(error);

        public void OnCompleted() => samples.OnCompleted();

        private void WaitUntil(long decodeTime)
        {
            TimelineStart begin = start();
            TimeSpan due = TimeSpan.FromTicks(decodeTime - begin.Time);
            while (due > _open && !stop.IsCancellationRequested)
            {
                _open = time.GetElapsedTime(begin.Timestamp);
                if (due > _open)
                {
                    Sleep(due - _open > s_step ? due - _open : s_step);
                }
            }
        }

        private void Sleep(TimeSpan length)
        {
            using var woken = new ManualResetEventSlim();
            using ITimer timer = time.CreateTimer(
                static state => ((ManualResetEventSlim)state!).Set(), woken, length, Timeout.InfiniteTimeSpan);
            try
            {
                woken.Wait(stop);
            }
            catch (OperationCanceledException)
            {
                // Stopping: whatever is left passes at once.
            }
        }
    }
}
