using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>
/// One place that a group goes to. The group hands the same media and events to each; each stores or sends, and loses, for itself,
/// and none waits for another.
/// </summary>
internal interface IGroupOutput : IDisposable
{
    /// <summary>What an earlier run left there, or null.</summary>
    PublishedGroup? Published { get; }

    /// <summary>The manifest that is listed there now, or null.</summary>
    ClientManifest? Manifest { get; }

    /// <summary>Ends when all is there, after <see cref="Close"/>; faults where a notice threw.</summary>
    Task Completion { get; }

    /// <summary>Begins to work off what comes.</summary>
    /// <returns>Ends it.</returns>
    IDisposable Publish();

    /// <summary>Tells of tracks that are about to come; before any media of theirs.</summary>
    void Begin(IReadOnlyList<RenditionTrack> tracks);

    /// <summary>Takes the media of a rendition.</summary>
    /// <param name="rendition">Number of the rendition in its group.</param>
    /// <param name="media">Its media, of which the output takes what it needs.</param>
    /// <param name="canWait">True where the reading of its input may wait for this output.</param>
    Delivery Receive(int rendition, RenditionMedia media, bool canWait);

    /// <summary>Tells of an event that comes after all media so far.</summary>
    void Note(GroupEvent groupEvent);

    /// <summary>Waits for something that this output does, as long as its patience lasts.</summary>
    /// <returns>Never faults.</returns>
    Task Outlast(Task end);

    /// <summary>What ends from now on ends here only: the broadcast goes on with the next run of the group.</summary>
    void Suspend();

    /// <summary>Takes nothing more; what is there still becomes public.</summary>
    void Close();

    /// <summary>Ends it with a failure.</summary>
    void Fail(Exception failure);

    /// <summary>What users see.</summary>
    /// <param name="rendition">The stream whose figures are wanted; null: those of all.</param>
    MssOutput ToModel(int? rendition = null);
}

/// <summary>The media of a rendition, cut. Who subscribes hears all of it, on the rendition's thread.</summary>
/// <param name="Runs">As soon as they are cut.</param>
/// <param name="Fragments">As they are stored: with their boxes, and when their successors are known.</param>
internal readonly record struct RenditionMedia(IObservable<SampleRun> Runs, IObservable<PackagedFragment> Fragments);

/// <summary>A rendition's media on their way to an output.</summary>
/// <param name="Subscription">Takes them.</param>
/// <param name="Drained">Ends when the output needs the input no more. Never faults.</param>
internal readonly record struct Delivery(IDisposable Subscription, Task Drained);
