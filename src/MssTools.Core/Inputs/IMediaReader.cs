using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>Reads the samples of one container, in an order in which all tracks advance together.</summary>
/// <remarks>
/// Who opens a reader owns it: an opener that fails has closed what it opened, one that succeeds gives it all away. One
/// thread opens, reads and disposes it, in this order, and <see cref="IDisposable.Dispose"/> is called once: never while an
/// enumeration runs (a cancelled token ends that first), and for a file not before the last sample was written. It ends the
/// reader's children, sockets and threads, and does not throw.
/// </remarks>
internal interface IMediaReader : IDisposable
{
    /// <summary>Length of the media, or null where the container does not tell without reading it all.</summary>
    TimeSpan? Duration { get; }

    /// <summary>
    /// True where samples come when they happen, from a network or a device: reading waits for them, nothing else
    /// paces them, and what is not read in time is lost or delayed at its sender.
    /// </summary>
    bool IsLive { get; }

    /// <summary>
    /// Places so far where something was lost or damaged on its way here. Can be asked from any thread.
    /// </summary>
    long Losses => 0;

    /// <summary>
    /// How long it may bring no sample before it counts as hung and is closed; <see cref="Timeout.InfiniteTimeSpan"/> where
    /// that is nobody's fault here: files, datagrams, publishers.
    /// </summary>
    TimeSpan Patience => Timeout.InfiniteTimeSpan;

    /// <summary>Bytes that came so far, media or not; null where nobody counts them. Any thread may look.</summary>
    long? Received => null;

    /// <summary>The tracks, where the container tells of them before their samples; else empty.</summary>
    IReadOnlyList<Track> Tracks { get; }

    /// <summary>
    /// The contents that the container has announced by now and that can be packaged: in a moov, a PMT, an FLV header,
    /// onMetaData, a sequence header or an SDP. It grows while samples are read; only the reading thread may look.
    /// Who waits for a sample of each of them waits for what is there, not for what might be.
    /// </summary>
    IReadOnlySet<Content> Announced => Tracks.Select(track => track.Content).ToHashSet();

    /// <summary>
    /// What users should know: which of the input's tracks cannot be packaged, where it is damaged. More may come as
    /// samples are read; any thread may look.
    /// </summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// The samples, each track in decode order and the tracks interleaved by time. Can be called again to start
    /// anew where the input is a file; one enumeration at a time. Ranges of a file stay readable until the reader is
    /// disposed.
    /// </summary>
    /// <param name="stop">
    /// Ends a wait for samples, and with it the enumeration, as if the input had ended there. Readers that never wait
    /// need not look at it.
    /// </param>
    /// <exception cref="MssException">
    /// Thrown while enumerating: MalformedInput, Unsupported or SourceFailed.
    /// </exception>
    IEnumerable<Sample> ReadSamples(CancellationToken stop);
}
