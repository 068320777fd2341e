using MssTools.Core.Streams;

namespace MssTools.Cluster;

/// <summary>Takes what encoders POST to other nodes, for the points of this one.</summary>
/// <param name="points">The points.</param>
/// <param name="time">The clock.</param>
internal sealed class PostDesk(PointRegistry points, TimeProvider time) : IDisposable
{
    private const int MostPosts = 1024;
    private const int UnavailableStatus = 503;

    private readonly Transfers<RelayedBody> _posts = new(MostPosts, time);

    /// <summary>Begins a POST.</summary>
    public async Task<PostTurn> OpenAsync(RelayedPost post)
    {
        RelayedBody? body = null;
        Guid? id = _posts.TryAdd(() => body = new RelayedBody((open, gone) => points.ReceiveAsync(post.ServerId, post.ToPost(), open, gone)));
        return id is null ? Ended(UnavailableStatus) : Turn(id.Value, await body!.OpenAsync());
    }

    /// <summary>Takes a piece of the body; an empty one says that the encoder is there.</summary>
    public async Task<PostTurn> WriteAsync(Guid id, byte[] piece) => _posts.Find(id) is { } body ? Turn(id, await body.WriteAsync(piece)) : Ended(UnavailableStatus);

    /// <summary>The body is whole.</summary>
    public async Task<PostTurn> FinishAsync(Guid id) => _posts.Find(id) is { } body ? Turn(id, await body.FinishAsync()) : Ended(UnavailableStatus);

    /// <summary>Ends a POST: its connection broke.</summary>
    public void Close(Guid id) => _posts.Close(id);

    /// <summary>Ends those that nobody called for a while.</summary>
    public void EndSilent() => _posts.EndSilent();

    /// <summary>Ends all.</summary>
    public void Dispose() => _posts.Dispose();

    private static PostTurn Ended(int status) => new(Guid.Empty, status);

    private PostTurn Turn(Guid id, int status)
    {
        if (status == 0)
        {
            return new PostTurn(id, 0);
        }

        _posts.Close(id);
        return Ended(status);
    }
}
