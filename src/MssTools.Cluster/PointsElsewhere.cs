using MssTools.Core.Access;
using MssTools.Core.Services;

namespace MssTools.Cluster;

/// <summary>
/// Takes what encoders POST here to the node that has the point's broadcast. The first one that an encoder comes to has it, until it ends or the node does;
/// where the nodes do not come to terms, each takes what it gets.
/// </summary>
internal sealed class PointsElsewhere : IPointsElsewhere, IDisposable
{
    private const int BadRequestStatus = 400;
    private const int UnavailableStatus = 503;
    private const int PieceLength = 64 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>A point answers within this, whether it wants a body, and when it has one.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    /// <summary>So often a node is told that an encoder which is silent is there, and says if it has ended it.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(5);

    private readonly Node _node;
    private readonly Cluster _cluster;

    /// <param name="node">This node.</param>
    /// <param name="cluster">Reaches the others.</param>
    public PointsElsewhere(Node node, Cluster cluster)
    {
        (_node, _cluster) = (node, cluster);
        node.Engine.Points.Elsewhere = this;
    }

    /// <inheritdoc/>
    public async Task<PostReply?> TryReceiveAsync(int serverId, PointPost post, Func<Stream> open, CancellationToken gone)
    {
        string key = StateEntry.KeyOf(StateKind.Point, StateEntry.NameOf(serverId, post.Point));
        if (!_node.View.Catalog.Shared.ContainsKey(key))
        {
            return null; // this machine's own
        }

        try
        {
            string owner = await _cluster.Point(key).ClaimAsync(serverId, post.Point, _node.Name).WaitAsync(s_patience, gone);
            return owner == _node.Name || _cluster.Find(owner) is not { } member
                ? null
                : new PostReply(await RelayAsync(_cluster.At(member.SiloAddress), RelayedPost.Of(serverId, post), open, gone));
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return null;
        }
    }

    /// <summary>Takes nothing to others any more.</summary>
    public void Dispose() => _node.Engine.Points.Elsewhere = NoPointsElsewhere.Instance;

    // The status. An encoder whose node has gone comes again.
    private static async Task<int> RelayAsync(INodeService owner, RelayedPost post, Func<Stream> open, CancellationToken gone)
    {
        PostTurn turn = await owner.OpenPostAsync(post).WaitAsync(s_answer, gone);
        if (turn.Id == Guid.Empty)
        {
            return turn.Status;
        }

        Guid id = turn.Id;
        try
        {
            turn = await SendAsync(owner, turn, open());
            return turn.Status;
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return UnavailableStatus;
        }
        catch (IOException)
        {
            return BadRequestStatus; // nobody reads it
        }
        finally
        {
            if (turn.Id != Guid.Empty)
            {
                ClusterCalls.Leave(owner.AbortPostAsync(id)); // else it ends by silence
            }
        }
    }

    // Who hangs up has sent what is yet to be read: the body is read to its end.
    private static async Task<PostTurn> SendAsync(INodeService owner, PostTurn turn, Stream body)
    {
        byte[] buffer = new byte[PieceLength];
        while (true)
        {
            Task<int> reading = body.ReadAsync(buffer).AsTask();
            while (!reading.IsCompleted && await Task.WhenAny(reading, Task.Delay(s_silence)) != reading)
            {
                turn = await owner.WritePostAsync(turn.Id, []).WaitAsync(s_answer);
                if (turn.Id == Guid.Empty)
                {
                    ClusterCalls.Leave(reading);
                    return turn;
                }
            }

            int count = await reading;
            turn = await (count > 0 ? owner.WritePostAsync(turn.Id, buffer.AsSpan(0, count).ToArray()) : owner.FinishPostAsync(turn.Id)).WaitAsync(s_answer);
            if (turn.Id == Guid.Empty)
            {
                return turn;
            }
        }
    }
}
