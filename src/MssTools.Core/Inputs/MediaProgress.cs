using System.Runtime.InteropServices;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>How far the times of an input went on, whatever they are: a clock that is set counts for ten seconds at most.</summary>
internal sealed class MediaProgress
{
    private const long LongestStep = 10 * Timescale.Ticks;

    private readonly Dictionary<Content, Clock> _clocks = [];

    /// <summary>The progress of the track that went furthest, in 100 ns ticks.</summary>
    public long Ticks { get; private set; }

    /// <summary>Notes a sample.</summary>
    public void Note(in Sample sample)
    {
        long time = Timescale.Rescale(sample.DecodeTime, sample.Track.Timescale, Timescale.Ticks);
        ref Clock clock = ref CollectionsMarshal.GetValueRefOrAddDefault(_clocks, sample.Track.Content, out _);
        clock.Passed += clock.Last is { } last ? Math.Min(Math.Abs(time - last), LongestStep) : 0;
        clock.Last = time;
        Ticks = Math.Max(Ticks, clock.Passed);
    }

    private struct Clock
    {
        public long? Last;
        public long Passed;
    }
}
