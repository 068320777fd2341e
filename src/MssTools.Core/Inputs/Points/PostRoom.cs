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
/// so that a thousand of them keep nobody out; and what they hold in memory takes nothing from those who have.
/// </summary>
internal sealed class PostRoom
{
    private readonly Lock _lock = new();
    private readonly LinkedList<PointSender> _strangers = [];
    private readonly LinkedList<PointSender> _candidates = [];
    private long _ofSenders;
    private long _ofOthers;

    /// <summary>Gives a POST a place, as a stranger.</summary>
    public PostPlace Enter(PointSender sender)
    {
        var place = new PostPlace(this, sender);
        Put(sender, PostRank.Stranger);
        return place;
    }

    /// <summary>Takes memory for what has come of a fragment.</summary>
    /// <exception cref="PostRefusedException">There is none left: 503.</exception>
    internal void Take(PostRank rank, long bytes)
    {
        long most = rank == PostRank.Sender ? PostLimits.MostInFlight : PostLimits.MostInFlightOfOthers;
        if (Add(rank, bytes) > most)
        {
            Add(rank, -bytes);
            throw PostRefusedException.Limit(503, $"The fragments that are being received have more than {most} bytes.");
        }
    }

    /// <summary>Gives memory back.</summary>
    internal void Return(PostRank rank, long bytes) => Add(rank, -bytes);

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
            PlacesOf(rank)?.Remove(sender);
        }
    }

    private long Add(PostRank rank, long bytes) => Interlocked.Add(ref rank == PostRank.Sender ? ref _ofSenders : ref _ofOthers, bytes);

    private LinkedList<PointSender>? PlacesOf(PostRank rank) => rank switch
    {
        PostRank.Stranger => _strangers,
        PostRank.Candidate => _candidates,
        _ => null, // their points count them
    };

    private void Put(PointSender sender, PostRank rank)
    {
        PointSender? oldest = null;
        lock (_lock)
        {
            if (PlacesOf(rank) is not { } there)
            {
                return;
            }

            if (there.Count >= (rank == PostRank.Stranger ? PostLimits.MostStrangers : PostLimits.MostCandidates))
            {
                oldest = there.First!.Value;
                there.RemoveFirst();
            }

            there.AddLast(sender);
        }

        oldest?.Evict();
    }
}

/// <summary>The place of one POST and the memory that it holds, until it is disposed.</summary>
/// <param name="room">Where it is.</param>
/// <param name="sender">The POST.</param>
internal sealed class PostPlace(PostRoom room, PointSender sender) : IDisposable
{
    private PostRank _rank;
    private long _bytes;

    /// <summary>Gives it a better place, if it has not one already. It must hold no memory.</summary>
    public void Raise(PostRank rank)
    {
        if (rank > _rank)
        {
            room.Move(sender, _rank, rank);
            _rank = rank;
        }
    }

    /// <summary>Takes memory for what has come of a fragment, before it is allocated.</summary>
    /// <exception cref="PostRefusedException">There is none left: 503.</exception>
    public void Take(long bytes)
    {
        room.Take(_rank, bytes);
        _bytes += bytes;
    }

    /// <summary>Gives all memory back: the fragment is somebody else's, or gone.</summary>
    public void Release()
    {
        room.Return(_rank, _bytes);
        _bytes = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        room.Remove(sender, _rank);
    }
}
