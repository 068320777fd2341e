using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Has pictures go ahead of the sound that is heard with them, so that sound can be cut where they are.</summary>
internal static class SoundBehindPictureOperator
{
    /// <summary>
    /// Holds frames of sound until the pictures have come as far. Inputs interleave their tracks, so that is a few frames;
    /// where pictures stay away, sound goes on ten seconds ahead of them.
    /// </summary>
    /// <param name="source">The samples of one rendition on the group's timeline.</param>
    /// <param name="hasPicture">Whether there are pictures to wait for; asked at each frame of sound.</param>
    public static IObservable<Sample> SoundBehindPicture(this IObservable<Sample> source, Func<bool> hasPicture)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(hasPicture);
        return Observable.Create<Sample>(samples => source.Subscribe(new Holder(samples, hasPicture)));
    }

    private sealed class Holder(IObserver<Sample> samples, Func<bool> hasPicture) : IObserver<Sample>
    {
        private const long MostAhead = 10 * Timescale.Ticks;

        /// <summary>Frames that are held where their times stand still.</summary>
        private const int MostHeld = 4096;

        private readonly Queue<Sample> _held = [];
        private long _picture = long.MinValue;

        public void OnNext(Sample sample)
        {
            if (sample.Track.Kind == MediaKind.Video)
            {
                _picture = sample.DecodeTime;
                samples.OnNext(sample);
                Release(_picture);
            }
            else if (hasPicture())
            {
                _held.Enqueue(sample);
                Release(_held.Count > MostHeld ? long.MaxValue : Math.Max(_picture, sample.DecodeTime - MostAhead));
            }
            else
            {
                Release(long.MaxValue);
                samples.OnNext(sample);
            }
        }

        public void OnError(Exception error)
        {
            Release(long.MaxValue);
            samples.OnError(error);
        }

        public void OnCompleted()
        {
            Release(long.MaxValue);
            samples.OnCompleted();
        }

        private void Release(long until)
        {
            while (_held.TryPeek(out Sample first) && first.DecodeTime + first.Duration / 2 <= until)
            {
                samples.OnNext(_held.Dequeue());
            }
        }
    }
}
