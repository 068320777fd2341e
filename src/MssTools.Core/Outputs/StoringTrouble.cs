namespace MssTools.Core.Outputs;

/// <summary>
/// One kind of failure to store that comes and goes while a live stream runs: one sentence, however often it came. Not
/// thread-safe.
/// </summary>
/// <param name="what">What is concerned, in the plural.</param>
/// <param name="happens">What befalls them, in the present.</param>
/// <param name="happened">The same in the past.</param>
internal sealed class StoringTrouble(string what, string happens, string happened)
{
    private string _from = "";
    private MssException? _reason;
    private long _count;
    private long _before;
    private int _times;

    /// <summary>Why it fails now; null while it does not.</summary>
    public MssException? Current { get; private set; }

    /// <summary>All that is known of it, or null where there was none.</summary>
    /// <param name="isOver">True when nothing more will come.</param>
    public string? Sentence(bool isOver) => _reason is null ? null
        : Current is not null && !isOver ? $"{char.ToUpperInvariant(what[0])}{what[1..]} {happens} {_from}: {_reason.Message}"
            + (_times > 1 ? $" Before that, {_before} {happened}." : "")
        : $"{_count} {what} {happened}, in {_times} {(_times == 1 ? "stretch" : "stretches")}, the last {_from}: {_reason.Message}";

    /// <summary>Notes a failure; true if it is the first since all was well.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="from">Since when or which; said of the first.</param>
    /// <param name="count">How many it concerns.</param>
    public bool Begin(MssException reason, string from, long count = 1)
    {
        bool isNew = Current is null;
        if (isNew)
        {
            (_from, _reason, _before) = (from, reason, _count);
            _times++;
        }

        Current = reason;
        _count += count;
        return isNew;
    }

    /// <summary>Notes that it works again; false if nothing was wrong.</summary>
    public bool End()
    {
        bool wasWrong = Current is not null;
        Current = null;
        return wasWrong;
    }
}
