using MssTools.Core.Media;
using MssTools.Core.Pipeline;

namespace MssTools.Core.Streams;

/// <summary>The input of one rendition, as the pipeline takes it.</summary>
/// <param name="Connections">
/// The connections, one after the other; the subscriber's thread reads them. An input that is not live
/// has one connection.
/// </param>
/// <param name="Described">The tracks, where the container described them before their samples.</param>
/// <param name="IsLive">True where samples come when they happen and nothing else paces them.</param>
/// <param name="Stop">Cancelled when the stream is to end.</param>
internal sealed record RenditionInput(
    IObservable<InputConnection> Connections, IReadOnlyList<Track> Described, bool IsLive, CancellationToken Stop);
