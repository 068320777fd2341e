namespace MssTools.Core.Access;

/// <summary>The same publishing points at other machines: what is POSTed of one presentation must come together at one of them, whichever it was sent to.</summary>
internal interface IPointsElsewhere
{
    /// <summary>Takes a POST to the machine that has the point's broadcast, to the end of its body.</summary>
    /// <param name="serverId">Number of the server.</param>
    /// <param name="post">The request; its body is not stated to be empty.</param>
    /// <param name="open">Opens the body, once; not called before the other machine lets the encoder in.</param>
    /// <param name="gone">Cancelled when the client has gone.</param>
    /// <returns>The answer; null: the point of this machine is to take it, and from now on has the broadcast.</returns>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    Task<PostReply?> TryReceiveAsync(int serverId, PointPost post, Func<Stream> open, CancellationToken gone);
}

/// <summary>There is this machine alone.</summary>
internal sealed class NoPointsElsewhere : IPointsElsewhere
{
    private NoPointsElsewhere()
    {
    }

    /// <summary>The only one.</summary>
    public static NoPointsElsewhere Instance { get; } = new();

    /// <inheritdoc/>
    public Task<PostReply?> TryReceiveAsync(int serverId, PointPost post, Func<Stream> open, CancellationToken gone) => Task.FromResult<PostReply?>(null);
}
