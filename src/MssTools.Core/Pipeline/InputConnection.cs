using MssTools.Core.Media;

namespace MssTools.Core.Pipeline;

/// <summary>One connection to an input, from when it was opened until it is lost.</summary>
/// <param name="Samples">All its tracks, serialized, each in decode order; the subscriber's thread reads them.</param>
/// <param name="Announced">
/// What its container has announced by now; asked on the thread that brings the samples.
/// </param>
internal sealed record InputConnection(IObservable<Sample> Samples, Func<IReadOnlySet<Content>> Announced);
