using System.Collections.ObjectModel;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Counts what damage takes out of a fragmented input, and says it where the next fragment shows how much that is.</summary>
/// <param name="warnings">Takes one sentence for each damaged place.</param>
internal sealed class FragmentGaps(InputWarnings warnings)
{
    /// <summary>For a loss that none of the next samples is behind, as it has been told to its tracks.</summary>
    public static readonly IReadOnlySet<int> NoTracks = ReadOnlySet<int>.Empty;

    private readonly Dictionary<int, long> _ends = []; // of what was read, in 100 ns
    private readonly Dictionary<int, long> _within = []; // missing in the middle of a fragment, in 100 ns
    private readonly Dictionary<int, long> _seen = []; // losses of all tracks that a track, by its number, is behind
    private readonly HashSet<int> _lost = []; // numbers of tracks that miss something else
    private (long Place, long Bytes, string Why)? _open;
    private long _samples;
    private long _losses;
    private long _lossesOfAll;

    /// <summary>Damaged places so far. Can be asked from any thread.</summary>
    public long Losses => Interlocked.Read(ref _losses);

    /// <summary>Notes that bytes cannot be read.</summary>
    /// <param name="place">Where the damage shows.</param>
    /// <param name="bytes">How many up to where reading goes on.</param>
    /// <param name="failure">What shows it, where that is not only what is missing.</param>
    /// <param name="tracks">Numbers of the tracks whose next samples are behind it; null: all.</param>
    public void Lose(long place, long bytes, MssException? failure = null, IReadOnlySet<int>? tracks = null)
    {
        _lossesOfAll += tracks is null ? 1 : 0;
        _lost.UnionWith(tracks ?? NoTracks);
        if (_open is { } open)
        {
            _open = open with { Bytes = open.Bytes + bytes };
            return;
        }

        Interlocked.Increment(ref _losses);
        _open = (place, bytes, failure is null ? "" : $" ({failure.Message.TrimEnd('.')})");
    }

    /// <summary>Notes samples of a damaged fragment that are left out.</summary>
    /// <param name="track">Their track.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="goesOn">Whether others of the fragment follow them.</param>
    public void LeaveOut(MovieTrack track, IEnumerable<SampleDescriptor> samples, bool goesOn = false)
    {
        long? first = null;
        long duration = 0;
        foreach (SampleDescriptor sample in samples)
        {
            _samples++;
            first ??= Ticks(track, sample.DecodeTime);
            duration += sample.Duration;
        }

        if (goesOn)
        {
            _within[track.Id] = _within.GetValueOrDefault(track.Id) + Ticks(track, duration);
        }
        else if (first is { } end)
        {
            _ends[track.Id] = Math.Min(end, _ends.GetValueOrDefault(track.Id, long.MaxValue));
        }
    }

    /// <summary>Reading goes on: tells of the damage before it, if there is any.</summary>
    /// <param name="movie">The moov.</param>
    /// <param name="runs">What follows.</param>
    /// <returns>Numbers of the tracks among what follows that miss samples in front of it.</returns>
    public HashSet<int> Close(Movie movie, IReadOnlyList<FragmentRun> runs)
    {
        bool isOpen = _open is not null;
        long missing = 0;
        var seen = new HashSet<uint>();
        var behindLoss = new HashSet<int>();
        foreach (FragmentRun run in runs)
        {
            MovieTrack track = movie.Tracks.First(t => t.Id == run.TrackId);
            if (_lost.Remove(track.Number) | _seen.GetValueOrDefault(track.Number) < _lossesOfAll)
            {
                behindLoss.Add(track.Number);
                _seen[track.Number] = _lossesOfAll;
            }

            if (isOpen && seen.Add(run.TrackId) && _ends.TryGetValue(track.Id, out long end))
            {
                missing = Math.Max(missing, Math.Max(0, Ticks(track, run.DecodeTime) - end) + _within.GetValueOrDefault(track.Id));
            }

            _ends[track.Id] = Ticks(track, run.EndTime());
        }

        if (isOpen)
        {
            missing = Math.Max(missing, _within.Values.DefaultIfEmpty().Max());
            Tell("up to the next fragment", $"{MissingSamples.Seconds(missing)} s are missing");
        }

        return behindLoss;
    }

    /// <summary>The input ends: tells of damage that nothing follows.</summary>
    public void End()
    {
        if (_open is not null)
        {
            bool goesOn = _within.Count > 0;
            Tell("up to the end", goesOn ? $"{MissingSamples.Seconds(_within.Values.Max())} s are missing" : "nothing follows");
        }
    }

    private static long Ticks(MovieTrack track, long time) => Timescale.Rescale(time, track.Media.Timescale, Timescale.Ticks);

    private void Tell(string reach, string what)
    {
        (long place, long bytes, string why) = _open.GetValueOrDefault();
        string samples = _samples > 0 ? $"{_samples} samples are left out, " : "";
        warnings.Add($"The input is damaged near byte {place}{why}: {bytes} bytes {reach} cannot be read; {samples}{what}.");
        (_open, _samples) = (null, 0);
        _within.Clear();
    }
}
