namespace MssTools.Bench;

/// <summary>What every publisher sends, made into the bytes of the wire once: sending it costs no more than the sending.</summary>
internal abstract class PacedFeed
{
    private readonly List<int> _ends = [];
    private readonly List<TimeSpan> _times = [];

    /// <summary>How many messages there are.</summary>
    public int Count => _ends.Count;

    /// <summary>The number of the message with which each fragment of two seconds of pictures is complete.</summary>
    public List<int> FragmentEnds { get; } = [];

    /// <summary>All that is sent.</summary>
    protected abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>When a message is to be sent, after the first.</summary>
    public TimeSpan TimeOf(int message) => _times[message];

    /// <summary>What is left of a message, of which some bytes have been sent.</summary>
    public ReadOnlySpan<byte> BytesOf(int message, int sent)
    {
        int start = (message == 0 ? 0 : _ends[message - 1]) + sent;
        return Bytes.Span[start.._ends[message]];
    }

    /// <summary>Adds the message that ends at a place of the bytes.</summary>
    protected void Add(int end, TimeSpan time)
    {
        _ends.Add(end);
        _times.Add(time);
    }
}
