using MssTools.Core.Media;

namespace MssTools.Core.Streams;

/// <summary>
/// The bit rates that name a group's tracks. Others that the user gives hold for all tracks from one place on the timeline on, which none has reached:
/// no name is ever used by two at a time, and the manifest begins one epoch.
/// </summary>
/// <param name="definition">The group.</param>
internal sealed class GroupBitrates(StreamDefinition definition)
{
    private readonly Lock _lock = new();
    private readonly List<(long From, StreamDefinition Asked)> _changes = [(long.MinValue, definition)];
    private long _reached = long.MinValue;

    /// <summary>Has other bit rates name what is written from now on.</summary>
    /// <param name="asked">The group as it is to be, with a bit rate for each rendition.</param>
    public void Change(StreamDefinition asked)
    {
        lock (_lock)
        {
            // Sound and pictures of one place begin a frame apart.
            long from = _reached == long.MinValue ? long.MinValue : _reached + definition.FragmentLength.Ticks / 2;
            _changes.RemoveAll(change => change.From >= from);
            _changes.Add((from, asked));
        }
    }

    /// <summary>The bit rate that names a fragment.</summary>
    /// <param name="rendition">Number of its rendition.</param>
    /// <param name="run">What the fragment is made of.</param>
    /// <param name="planned">The one that its track began with.</param>
    public long Of(int rendition, SampleRun run, long planned)
    {
        lock (_lock)
        {
            _reached = Math.Max(_reached, run.Time);
            StreamDefinition asked = _changes.FindLast(change => change.From <= run.Time).Asked;
            return asked.BitrateOf(run.Track.Kind == MediaKind.Video, rendition) is > 0 and var given ? given : planned;
        }
    }
}
