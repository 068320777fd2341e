using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Holds runs back until their successors are known.</summary>
internal static class LookAheadOperator
{
    /// <summary>
    /// Makes fragments that announce their next <paramref name="count"/> successors, so that a fragment is final when
    /// it is first written.
    /// </summary>
    /// <param name="source">One track's runs, serialized.</param>
    /// <param name="count">Successors to announce; 0 passes runs on at once.</param>
    /// <param name="grid">Numbers the fragments.</param>
    /// <param name="isSuspended">Asked at the end: true where another run goes on, whose fragments are the successors. Null: none does.</param>
    /// <returns>
    /// Fragments on the source's own thread. The end, good or bad, delivers the held ones: with the successors there
    /// are, or as <see cref="Fragment.IsHeld"/>.
    /// </returns>
    public static IObservable<Fragment> LookAhead(this IObservable<SampleRun> source, int count, FragmentGrid grid, Func<bool>? isSuspended = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Observable.Create<Fragment>(fragments => source.Subscribe(new DelayLine(fragments, count, grid, isSuspended)));
    }

    private sealed class DelayLine(IObserver<Fragment> fragments, int count, FragmentGrid grid, Func<bool>? isSuspended) : IObserver<SampleRun>
    {
        private readonly Queue<SampleRun> _held = new(count + 1);
        private uint _sequence;

        public void OnNext(SampleRun run)
        {
            _held.Enqueue(run);
            if (_held.Count > count)
            {
                Release();
            }
        }

        public void OnError(Exception error)
        {
            ReleaseAll();
            fragments.OnError(error);
        }

        public void OnCompleted()
        {
            ReleaseAll();
            fragments.OnCompleted();
        }

        private void ReleaseAll()
        {
            bool isHeld = isSuspended?.Invoke() ?? false;
            while (_held.Count > 0)
            {
                Release(isHeld);
            }
        }

        private void Release(bool isHeld = false)
        {
            SampleRun run = _held.Dequeue();
            FragmentTime[] successors = isHeld ? [] : [.. _held.Select(next => new FragmentTime(next.Time, next.Duration))];

            // A new decoder configuration may have cut twice within one cell of the grid.
            _sequence = Math.Max(_sequence + 1, grid.SequenceOf(run.Time));
            fragments.OnNext(new Fragment(run, _sequence, successors) { IsHeld = isHeld });
        }
    }
}
