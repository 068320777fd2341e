using MssTools.Core.Access;

namespace MssTools.Core.Inputs.Points;

/// <summary>One POST while it is received. Its figures are kept under its point's lock.</summary>
/// <param name="post">The request.</param>
/// <param name="since">When it began.</param>
/// <param name="began">The same as a time stamp.</param>
/// <param name="end">Ends its reading, to make room for another.</param>
internal sealed class PointSender(PointPost post, DateTimeOffset since, long began, CancellationTokenSource end)
{
    private readonly Dictionary<PointTrack, long> _ends = [];

    /// <summary>The request.</summary>
    public PointPost Post => post;

    /// <summary>The tracks of the point that it sends, by its own.</summary>
    public Dictionary<PostedTrack, PointTrack> Tracks { get; set; } = [];

    /// <summary>What it reads; null before it reads anything.</summary>
    public PostBody? Body { get; set; }

    /// <summary>
    /// True where it has brought a byte since another one began: else it may be that one's broken connection, which nobody has noticed yet.
    /// </summary>
    public bool IsAliveBeside(PointSender other) => !IsOver && Body is { } body && body.Latest >= other.Began;

    /// <summary>Time stamp of its begin.</summary>
    public long Began => began;

    /// <summary>True when it has ended.</summary>
    public bool IsOver { get; set; }

    /// <summary>Bytes of its fragments.</summary>
    public long Bytes { get; set; }

    /// <summary>Fragments that were taken.</summary>
    public long Fragments { get; set; }

    /// <summary>Fragments that were there already.</summary>
    public long Duplicates { get; set; }

    /// <summary>Notes where its latest fragment of a track ends.</summary>
    /// <returns>Where the one before ended; null: there was none.</returns>
    public long? Note(PointTrack track, long end)
    {
        long? before = _ends.TryGetValue(track, out long known) ? known : null;
        _ends[track] = end;
        return before;
    }

    /// <summary>Ends its reading.</summary>
    public void Evict()
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>What users see.</summary>
    public MssPointSender ToModel() => new()
    {
        StreamId = post.Stream,
        Client = post.Client,
        Encoder = post.Encoder,
        Since = since,
        Bytes = Bytes,
        FragmentCount = Fragments,
        DuplicateCount = Duplicates,
    };
}
