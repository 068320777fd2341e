using MssTools.Integration.Tests.Reading;

namespace MssTools.Integration.Tests.Faults;

/// <summary>All that a client has been offered of one quality level, in order, over the whole run.</summary>
/// <param name="name">For complaints.</param>
/// <param name="stored">Reads a fragment from where its address leads, also one that was listed too briefly to be seen; null: none.</param>
internal sealed class WatchedLevel(string name, Func<long, ClientFragment?> stored)
{
    private readonly Dictionary<long, long> _rows = [];
    private readonly List<ClientFragment> _fragments = [];
    private readonly List<(SampleMark Mark, ClientSample Sample)> _samples = [];
    private SampleMark? _last;
    private long _end;

    /// <summary>The fragments that were ever listed.</summary>
    public IReadOnlyList<ClientFragment> Fragments => _fragments;

    /// <summary>The samples whose marks could be read.</summary>
    public IReadOnlyList<(SampleMark Mark, ClientSample Sample)> Samples => _samples;

    /// <summary>Samples whose payload was damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Announced fragments that never came, although later ones did.</summary>
    public IReadOnlyList<string> BrokenPromises =>
    [
        .. from fragment in _fragments
           from promise in fragment.Announced
           where promise.Time < _end && !_fragments.Exists(f => (f.Time, f.Duration) == promise)
               && (stored(promise.Time) is not { } unseen || (unseen.Time, unseen.Duration) != promise)
           select $"{name}: {fragment.Time} + {fragment.Duration} announces {promise.Time} + {promise.Duration}; "
               + $"listed next: {string.Join(", ", _fragments.Where(f => f.Time > fragment.Time).Take(3).Select(f => $"{f.Time} + {f.Duration}"))}",
    ];

    /// <summary>Times between fragments that nothing was listed for.</summary>
    public IReadOnlyList<TimeSpan> Gaps =>
    [
        .. _fragments.Zip(_fragments.Skip(1), (a, b) => TimeSpan.FromTicks(b.Time - a.Time - a.Duration)).Where(g => g > TimeSpan.Zero),
    ];

    /// <summary>True if the row was listed before; complains where it was, but with another duration.</summary>
    public bool Knows((long Time, long Duration) row, List<string> complaints)
    {
        if (!_rows.TryGetValue(row.Time, out long duration))
        {
            return false;
        }

        if (duration != row.Duration)
        {
            complaints.Add($"{name}: the duration of {row.Time} changed from {duration} to {row.Duration}.");
            _rows[row.Time] = row.Duration;
        }

        return true;
    }

    /// <summary>Takes a fragment that is listed for the first time.</summary>
    public void Add((long Time, long Duration) row, ClientFragment fragment, List<string> complaints)
    {
        if (row.Time < _end)
        {
            complaints.Add($"{name}: {row.Time} is listed behind a fragment that ends at {_end}.");
        }

        if (fragment.Time != row.Time || fragment.Duration > row.Duration
            || fragment.Duration != fragment.Samples.Sum(s => s.Duration) || !fragment.Samples[0].IsSync)
        {
            complaints.Add($"{name}: the fragment at {row.Time} is not what the manifest says.");
        }

        _rows.Add(row.Time, row.Duration);
        _end = Math.Max(_end, row.Time + fragment.Duration);
        _fragments.Add(fragment);
        foreach (ClientSample sample in fragment.Samples)
        {
            Add(sample, fragment.Time, complaints);
        }
    }

    private void Add(ClientSample sample, long fragment, List<string> complaints)
    {
        if (SampleMark.Read(sample.Data.Span) is not { } mark)
        {
            Damaged++;
            _last = null;
            return;
        }

        if (_last is { } last)
        {
            if ((mark.Run, mark.Number).CompareTo((last.Run, last.Number)) <= 0)
            {
                complaints.Add($"{name}: {mark} comes behind {last} in the fragment at {fragment}.");
            }
            else if (!sample.IsSync && (mark.Run != last.Run || mark.Number != last.Number + 1))
            {
                complaints.Add($"{name}: {mark} cannot be decoded behind {last}, in the fragment at {fragment}.");
            }
        }

        _last = mark;
        _samples.Add((mark, sample));
    }
}
