namespace MssTools.Core.Manifests;

/// <summary>
/// Makes a list of fragments from c elements ([MS-SSTR] 2.2.2.6): by durations, by start times or by both, with repeats spelled out.
/// </summary>
internal sealed class FragmentListReader
{
    private readonly List<ListedFragment> _fragments = [];
    private int _open; // fragments at the end whose durations are told by the next start
    private long? _nextOrdinal;

    /// <summary>The fragments so far.</summary>
    public List<ListedFragment> List => _fragments;

    /// <summary>Takes a c element.</summary>
    /// <param name="line">Where it stands.</param>
    /// <param name="n">Its attribute of that name, or null; as the following ones.</param>
    /// <param name="t">Its start.</param>
    /// <param name="d">Its length.</param>
    /// <param name="r">How many fragments it stands for.</param>
    /// <param name="isEmbedded">True where it has content.</param>
    /// <param name="room">How many fragments may still come.</param>
    /// <exception cref="FormatException">There are more, or a time needs more than 63 bits.</exception>
    /// <exception cref="OverflowException">A time needs more than 63 bits.</exception>
    public void Add(int line, string? n, string? t, string? d, string? r, bool isEmbedded, int room)
    {
        (long? time, long? duration, long? repeat, long? ordinal) =
            (ManifestElement.NumberOf(t), ManifestElement.NumberOf(d), ManifestElement.NumberOf(r), ManifestElement.NumberOf(n));
        bool isUnreadable = (time is null && t is not null) || (duration is null && d is not null) || (repeat is null && r is not null);
        ListedForm form = (time is null ? 0 : ListedForm.Time)
            | (duration is null ? 0 : ListedForm.Duration)
            | (r is null ? 0 : ListedForm.Repeated)
            | (isUnreadable ? ListedForm.Unreadable : 0)
            | (isEmbedded ? ListedForm.Embedded : 0)
            | (ordinal is not null && _nextOrdinal is not null && ordinal != _nextOrdinal ? ListedForm.OutOfOrder : 0);
        long count = Math.Max(repeat ?? 1, 1);
        if (count > room)
        {
            throw new FormatException($"Line {line}: more than {ClientManifestReader.MostFragments} fragments are listed.");
        }

        _nextOrdinal = ordinal + count;
        long start = time ?? (_fragments.Count == 0 ? 0 : _fragments[^1].End);
        Close(start);
        for (long i = 0; i < count; i++)
        {
            _fragments.Add(new ListedFragment(start, duration ?? 0, line, form));
            start = checked(start + (duration ?? 0));
            form = (form & ~ListedForm.Repeated) | ListedForm.Repetition;
        }

        _open = duration is null ? (int)count : 0;
    }

    // Without durations, the time up to the next start is shared among the fragments that an element stands for.
    private void Close(long next)
    {
        if (_open == 0 || next <= _fragments[^1].Time)
        {
            return;
        }

        int first = _fragments.Count - _open;
        long start = _fragments[first].Time;
        long length = next - start;
        for (int i = 0; i < _open; i++)
        {
            long from = start + (long)((Int128)length * i / _open);
            long to = start + (long)((Int128)length * (i + 1) / _open);
            _fragments[first + i] = _fragments[first + i] with { Time = from, Duration = to - from };
        }

        _open = 0;
    }
}
