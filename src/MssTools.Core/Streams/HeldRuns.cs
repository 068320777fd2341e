using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;

namespace MssTools.Core.Streams;

/// <summary>
/// What goes from one run of a group to the next: an earlier run that was suspended held back what its look-ahead had, and each track of this run publishes
/// its own before its first fragment.
/// </summary>
/// <param name="published">What the earlier run left in the first output; null: nothing.</param>
/// <param name="layout">Names fragments.</param>
/// <param name="definition">The group.</param>
internal sealed class HeldRuns(PublishedGroup? published, GroupLayout layout, StreamDefinition definition)
{
    private volatile bool _isAdmitted;
    private volatile bool _isSuspended;
    private volatile bool _hasBegun;

    /// <summary>True where what ends now goes on with another run.</summary>
    public bool IsSuspended => _isSuspended;

    /// <summary>Has what ends from now on held back.</summary>
    public void Suspend() => _isSuspended = true;

    /// <summary>Says which tracks go on; before any fragment of theirs. With other decoder configurations nothing does.</summary>
    /// <exception cref="OperationCanceledException">
    /// The run is suspended before all came that is published: what it has, sound without pictures mostly, is not what the broadcast is now.
    /// </exception>
    public void Begin(IReadOnlyList<RenditionTrack> tracks)
    {
        bool isBroadcast = published is not null && published.IsContinuedBy(definition);
        bool goesOn = isBroadcast && published!.CanContinue(tracks);
        if (_isSuspended && !_hasBegun && isBroadcast && !goesOn)
        {
            throw new OperationCanceledException("The run was suspended before all of its tracks came.");
        }

        _hasBegun = true;
        _isAdmitted |= goesOn && published!.Held.Count > 0;
    }

    /// <summary>What is published before a track's first run; nothing that is damaged.</summary>
    /// <param name="first">The run.</param>
    /// <param name="bitrate">Bit rate under which the track is listed.</param>
    public IEnumerable<SampleRun> Before(SampleRun first, long bitrate)
    {
        if (!_isAdmitted)
        {
            yield break;
        }

        string folder = layout.FolderOf(first.Track.Content, bitrate) + "/";
        foreach (HeldFragment held in published!.Held.Where(h => h.Path.StartsWith(folder, StringComparison.Ordinal) && h.Time.End <= first.Time))
        {
            if (Read(held, first.Track) is { } run)
            {
                yield return run;
            }
        }
    }

    private SampleRun? Read(HeldFragment held, Track track)
    {
        try
        {
            return held.ToRun(track, definition.TimeScale);
        }
        catch (Exception failure) when (failure is MssException or IOException or UnauthorizedAccessException or OverflowException)
        {
            return null;
        }
    }
}
