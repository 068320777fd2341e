using System.Reactive.Linq;
using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>Has the renditions of a group end at one time.</summary>
internal static class EndTogetherOperator
{
    /// <summary>
    /// At the end of an input, before the last fragments are cut, asks the group where they end. Errors pass at once: what
    /// is open is discarded then.
    /// </summary>
    /// <param name="source">The samples of one rendition.</param>
    /// <param name="meet">Sets the agreed ends; may block until the other renditions have ended.</param>
    public static IObservable<Sample> EndTogether(this IObservable<Sample> source, Action meet)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(meet);
        return Observable.Create<Sample>(samples => source.Subscribe(
            samples.OnNext,
            samples.OnError,
            () =>
            {
                meet();
                samples.OnCompleted();
            }));
    }
}
