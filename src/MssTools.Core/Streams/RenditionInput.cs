using MssTools.Core.Media;

namespace MssTools.Core.Streams;

/// <summary>The input of one rendition, as the pipeline takes it.</summary>
/// <param name="Connections">
/// The samples of each connection, one after the other; the subscriber's thread reads them. An input that is not live
/// has one connection.
/// </param>
/// <param name="Announced">The tracks, as far as the container told of them.</param>
/// <param name="IsLive">True where samples come when they happen and nothing else paces them.</param>
/// <param name="Stop">Cancelled when the stream is to end.</param>
internal sealed record RenditionInput(
    IObservable<IObservable<Sample>> Connections, IReadOnlyList<Track> Announced, bool IsLive, CancellationToken Stop);
