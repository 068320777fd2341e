using System.Reactive.Disposables;

namespace MssTools.Core.Inputs.Points;

/// <summary>How far a POST has come.</summary>
internal enum PostRank
{
    /// <summary>It has told nothing yet.</summary>
    Stranger,

    /// <summary>It has told what it brings.</summary>
    Candidate,

    /// <summary>It has brought a fragment.</summary>
    Sender,
}

/// <summary>
/// The places and the memory that the POSTs of all points share. Who has brought nothing yet makes room for who comes: the oldest goes,
/// so that a thousand of them keep nobody out.
/// </summary>
internal sealed class PostRoom
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PostRank, LinkedList<PointSender>> _places = Enum.GetValues<PostRank>().ToDictionary(rank => rank, _ => new LinkedList<PointSender>());
    private long _inFlight;

    /// <summary>Gives a POST a place, as a stranger.</summary>
    public PostPlace Enter(PointSender sender)
    {
        var place = new PostPlace(this, sender);
        Put(sender, PostRank.Stranger);
        return place;
    }

    /// <summary>Takes a part of the memory for unfinished fragments.</summary>
    /// <exception cref="PostRefusedException">There is none left: 503.</exception>
    public IDisposable Reserve(long bytes)
    {
        if (Interlocked.Add(ref _inFlight, bytes) > PostLimits.MostInFlight && bytes > PostLimits.LargestHeader)
        {
            Interlocked.Add(ref _inFlight, -bytes);
            throw PostRefusedException.Limit(503, $"The fragments that are being received have more than {PostLimits.MostInFlight} bytes.");
        }

        return Disposable.Create(() => Interlocked.Add(ref _inFlight, -bytes));
    }

    /// <summary>Moves a POST to another rank.</summary>
    internal void Move(PointSender sender, PostRank from, PostRank to)
    {
        Remove(sender, from);
        Put(sender, to);
    }

    /// <summary>Takes a POST out.</summary>
    internal void Remove(PointSender sender, PostRank rank)
    {
        lock (_lock)
        {
            _places[rank].Remove(sender);
        }
    }

    private void Put(PointSender sender, PostRank rank)
    {
        PointSender? oldest = null;
        lock (_lock)
        {
            LinkedList<PointSender> there = _places[rank];
            int most = rank switch
            {
                PostRank.Stranger => PostLimits.MostStrangers,
                PostRank.Candidate => PostLimits.MostCandidates,
                _ => PostLimits.MostSenders,
            };
            if (there.Count >= most && rank == PostRank.Sender)
            {
                throw PostRefusedException.Limit(503, $"{most} encoders send already.");
            }

            if (there.Count >= most)
            {
                oldest = there.First!.Value;
                there.RemoveFirst();
            }

            there.AddLast(sender);
        }

        oldest?.Evict();
    }
}

/// <summary>The place of one POST, until it is disposed.</summary>
/// <param name="room">Where it is.</param>
/// <param name="sender">The POST.</param>
internal sealed class PostPlace(PostRoom room, PointSender sender) : IDisposable
{
    private PostRank _rank;

    /// <summary>Gives it a better place, if it has not one already.</summary>
    /// <exception cref="PostRefusedException">There is none: 503.</exception>
    public void Raise(PostRank rank)
    {
        if (rank > _rank)
        {
            room.Move(sender, _rank, rank);
            _rank = rank;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => room.Remove(sender, _rank);
}
