using System.Reactive.Disposables;
using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>Makes an observable of a reader.</summary>
internal static class SourcePump
{
    /// <summary>
    /// Reads on the subscriber's thread: Subscribe returns when the input ended, failed or was stopped. A slow
    /// subscriber slows the reading, so nothing is queued here.
    /// </summary>
    /// <param name="reader">The input; the caller's to dispose, after the last sample was written.</param>
    /// <param name="loop">True to start again at the end, with times that go on.</param>
    /// <param name="stop">Ends the input early, as if it had ended there.</param>
    public static IObservable<Sample> ToObservable(this IMediaReader reader, bool loop, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Observable.Create<Sample>(samples =>
        {
            using IEnumerator<Sample> source = (loop ? LoopedSamples.Of(reader, stop) : reader.ReadSamples(stop)).GetEnumerator();

            // A live reader ends by itself when stopped, with what it held back; a file would go on to its end.
            while (reader.IsLive || !stop.IsCancellationRequested)
            {
                // Only the reader's failures are the stream's; what the subscriber throws flies through.
                try
                {
                    if (!source.MoveNext())
                    {
                        break;
                    }
                }
                catch (MssException) when (stop.IsCancellationRequested)
                {
                    break; // the stop cut the input somewhere, and what it cut is no failure
                }
                catch (MssException failure)
                {
                    samples.OnError(failure);
                    return Disposable.Empty;
                }

                samples.OnNext(source.Current);
            }

            samples.OnCompleted();
            return Disposable.Empty;
        });
    }
}
