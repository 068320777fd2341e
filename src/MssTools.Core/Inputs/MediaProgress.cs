using MssTools.Core.Media;

namespace MssTools.Core.Inputs;

/// <summary>How far the times of an input went on, whatever they are: a clock that is set counts for ten seconds at most.</summary>
internal struct MediaProgress
{
    private const long LongestStep = 10 * Timescale.Ticks;

    private Clock _video;
    private Clock _audio;

    /// <summary>The progress of the track that went furthest, in 100 ns ticks.</summary>
    public readonly long Ticks => Math.Max(_video.Passed, _audio.Passed);

    /// <summary>Notes a sample.</summary>
    public void Note(in Sample sample)
    {
        long time = Timescale.Rescale(sample.DecodeTime, sample.Track.Timescale, Timescale.Ticks);
        ref Clock clock = ref sample.Track.Kind == MediaKind.Video ? ref _video : ref _audio;
        clock.Passed += clock.Last is { } last ? Math.Min(Math.Abs(time - last), LongestStep) : 0;
        clock.Last = time;
    }

    private struct Clock
    {
        public long? Last;
        public long Passed;
    }
}
