using MssTools.Core.Inputs.Flv;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>What one publisher sends, for any number of readers.</summary>
/// <param name="name">The local stream's name.</param>
/// <param name="source">The publisher's address as users see it.</param>
/// <param name="time">The clock.</param>
internal sealed class Publication(string name, string source, TimeProvider time) : IPublication
{
    private readonly Lock _lock = new();
    private readonly RecentTags _recent = new();
    private readonly List<TagQueue> _queues = [];
    private long _bytes;
    private long _droppedBefore;

    /// <summary>The local stream's name.</summary>
    public string Name => name;

    /// <summary>The publisher's address as users see it.</summary>
    public string Source => source;

    /// <summary>When it started.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>True when nothing more will come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Media bytes so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Streams that read it.</summary>
    public int ReaderCount
    {
        get
        {
            lock (_lock)
            {
                return _queues.Count;
            }
        }
    }

    /// <summary>Frames that slow readers lost, all together.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
            {
                return _droppedBefore + _queues.Sum(q => q.Dropped);
            }
        }
    }

    /// <summary>Hands the publisher's next tag to all readers. Never waits for them.</summary>
    public void Push(FlvTag tag)
    {
        lock (_lock)
        {
            if (IsOver)
            {
                return;
            }

            Volatile.Write(ref _bytes, _bytes + (tag.Type == FlvTagType.Script ? 0 : tag.Data.Length));
            _recent.Add(tag);
            foreach (TagQueue queue in _queues)
            {
                queue.Enqueue(tag);
            }
        }
    }

    /// <summary>Opens a reader that starts with the metadata and the latest keyframes; null when it is over.</summary>
    public IMediaReader? TryOpen()
    {
        lock (_lock)
        {
            if (IsOver)
            {
                return null;
            }

            var queue = new TagQueue();
            foreach (FlvTag tag in _recent.FromFirstKeyframe())
            {
                queue.Enqueue(tag);
            }

            _queues.Add(queue);
            return new PublicationReader(queue, Leave);
        }
    }

    /// <summary>Ends it: readers get what waits for them, and then their end.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            IsOver = true;
            foreach (TagQueue queue in _queues)
            {
                queue.Complete();
            }
        }
    }

    private void Leave(TagQueue queue)
    {
        lock (_lock)
        {
            if (_queues.Remove(queue))
            {
                _droppedBefore += queue.Dropped;
                queue.Dispose();
            }
        }
    }
}
