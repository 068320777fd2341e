using MssTools.Core.Media;
using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>Notes what the first output of a group of one stream tells.</summary>
internal sealed class EventRecorder : IOutputFollower
{
    public List<FragmentNotice> Stored { get; } = [];

    /// <summary>"open", "ended", or the first failure's code or type.</summary>
    public string End { get; private set; } = "open";

    public IEnumerable<long> Starts(MediaKind kind) =>
        Stored.Where(f => f.Track.Kind == kind).Select(f => f.Time.Time / Timescale.Ticks);

    public void Dropped(int rendition, FragmentNotice fragment, MssException reason)
    {
    }

    public void Refused(int rendition, Exception failure) => Failed(failure);

    public void Failed(Exception failure) =>
        End = End == "open" ? (failure as MssException)?.Code.ToString() ?? failure.GetType().Name : End;

    public void Follow(PublishedUpdate publication)
    {
        if (publication.Update.Cause is GroupEvent.Stored stored)
        {
            Stored.Add(stored.Fragment);
        }
        else if (publication.Update.Cause is GroupEvent.Ended ended)
        {
            if (ended.Failure is { } failure)
            {
                Failed(failure);
            }

            End = End == "open" ? "ended" : End;
        }
    }
}
