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
    /// <param name="watch">Ends it with a failure when media stay away too long; null where they cannot.</param>
    public static IObservable<Sample> ToObservable(
        this IMediaReader reader, bool loop, CancellationToken stop, MediaWatch? watch = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Observable.Create<Sample>(samples =>
        {
            CancellationToken end = watch?.Token ?? stop;
            using IEnumerator<Sample> source = (loop ? LoopedSamples.Of(reader, end) : reader.ReadSamples(end)).GetEnumerator();

            // A live reader ends by itself when stopped, with what it held back; a file would go on to its end.
            while (reader.IsLive || !stop.IsCancellationRequested)
            {
                // Only the reader's failures are the stream's; what the subscriber throws flies through.
                try
                {
                    watch?.Wait();
                    bool isSample = source.MoveNext();
                    watch?.Answered(isSample ? source.Current : null);
                    if (!isSample)
                    {
                        break;
                    }
                }
                catch (MssException) when (stop.IsCancellationRequested)
                {
                    break; // the stop cut the input somewhere, and what it cut is no failure
                }
#pragma warning disable CA1031 // A bug of a reader ends its stream like any failure: behind the samples that it gave.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    samples.OnError(watch?.GivenUp ?? failure);
                    return Disposable.Empty;
                }

                samples.OnNext(source.Current);
            }

            if (watch?.GivenUp is { } hung && !stop.IsCancellationRequested)
            {
                samples.OnError(hung); // what the reader held back was delivered before
                return Disposable.Empty;
            }

            samples.OnCompleted();
            return Disposable.Empty;
        });
    }
}
