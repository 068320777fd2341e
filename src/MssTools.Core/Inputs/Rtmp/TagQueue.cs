using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// What one reader of a publication has yet to read. The publisher never waits for a reader: where the queue is full,
/// everything up to the next keyframe with room is dropped and counted.
/// </summary>
internal sealed class TagQueue : IDisposable
{
    /// <summary>Most bytes that wait; more than a minute of 2 Mbit/s, and the pauses of a disk at ten times that.</summary>
    public const long Capacity = 32 * 1024 * 1024;

    private const uint WakeAfter = 100; // ms of media; a thread that is woken for every frame costs more than its work
    private const long WakeAtBytes = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _ready = new(initialState: false, spinCount: 0);
    private List<FlvTag> _tags = [];
    private readonly SequenceHeaders _headers = new();
    private long _bytes;
    private long _dropped;
    private long _gaps;
    private bool _dropping;
    private bool _hasVideo;
    private bool _completed;

    /// <summary>Frames that were dropped because the reader was slow.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How often frames were dropped without a break.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>Adds a tag, or drops it.</summary>
    public void Enqueue(FlvTag tag)
    {
        lock (_lock)
        {
            _headers.Take(tag);
            if (_dropping && !TryResume(tag))
            {
                return;
            }

            if (_bytes + tag.Footprint > Capacity)
            {
                _dropping = true;
                Volatile.Write(ref _gaps, _gaps + 1);
                Drop(tag);
                return;
            }

            Add(tag);
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _ready.Set();
        }
    }

    /// <summary>
    /// Takes all that waits, and waits where nothing does. False at the end, or when <paramref name="stop"/> is
    /// cancelled.
    /// </summary>
    /// <param name="tags">Emptied, then filled.</param>
    /// <param name="stop">Ends the wait.</param>
    public bool TryTake(ref List<FlvTag> tags, CancellationToken stop)
    {
        tags.Clear();
        try
        {
            _ready.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        lock (_lock)
        {
            (tags, _tags) = (_tags, tags);
            _bytes = 0;
            if (!_completed)
            {
                _ready.Reset();
            }

            return tags.Count > 0 || !_completed;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ready.Dispose();

    // Decoding can go on at a keyframe; without video, at any frame.
    private bool TryResume(FlvTag tag)
    {
        bool canResume = _hasVideo ? tag.IsKeyframe : tag is { Type: FlvTagType.Audio, IsSequenceHeader: false };
        if (!canResume || _bytes > Capacity / 2)
        {
            Drop(tag);
            return false;
        }

        _dropping = false;
        foreach (FlvTag header in _headers.All)
        {
            Add(header);
        }

        return true;
    }

    private void Add(FlvTag tag)
    {
        _hasVideo |= tag.Type == FlvTagType.Video;
        _tags.Add(tag);
        _bytes += tag.Footprint;
        bool isEnough = tag.Timestamp - _tags[0].Timestamp is >= WakeAfter and <= uint.MaxValue - WakeAfter;
        if (isEnough || tag.IsKeyframe || _bytes >= WakeAtBytes)
        {
            _ready.Set();
        }
    }

    private void Drop(FlvTag tag)
    {
        if (tag.Type != FlvTagType.Script && !tag.IsSequenceHeader)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
        }
    }
}
