namespace MssTools.Cluster;

/// <summary>Says which node has the broadcast of a publishing point. One grain for each, in no store: what it forgets it asks the nodes for.</summary>
internal interface IPointGrain : IGrainWithStringKey
{
    /// <summary>Takes the broadcast, if no node has it.</summary>
    /// <param name="serverId">Number of the point's server.</param>
    /// <param name="name">Name of the point.</param>
    /// <param name="claimer">Name of the node that somebody sends to.</param>
    /// <returns>Name of the node that has it: it is to take what was sent.</returns>
    Task<string> ClaimAsync(int serverId, string name, string claimer);
}

/// <summary>The node that has a point's broadcast.</summary>
internal sealed class PointGrain(Node node, Cluster cluster) : Grain, IPointGrain
{
    /// <summary>A node that was just given it may have no broadcast yet.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private string _owner = "";
    private long _given;

    /// <inheritdoc/>
    public async Task<string> ClaimAsync(int serverId, string name, string claimer)
    {
        if (!await IsOwnedAsync(serverId, name, claimer))
        {
            (_owner, _given) = (await FindAsync(serverId, name, claimer) ?? claimer, node.Time.GetTimestamp());
        }

        return _owner;
    }

    // A node that claims what it had has it no more: it would not have asked.
    private async Task<bool> IsOwnedAsync(int serverId, string name, string claimer) =>
        cluster.Find(_owner) is { } member && (node.Time.GetElapsedTime(_given) < s_grace || (_owner != claimer && await IsTakenAsync(member, serverId, name)));

    // Nobody knows after the node that knew has died.
    private async Task<string?> FindAsync(int serverId, string name, string claimer)
    {
        ClusterMember[] others = [.. cluster.Living().Where(member => member.Name != claimer && member.Name != _owner)];
        bool[] taken = await Task.WhenAll(others.Select(member => IsTakenAsync(member, serverId, name)));
        return others.Zip(taken).FirstOrDefault(other => other.Second).First?.Name;
    }

    // Who does not answer has it no more: its encoders are being cut off.
    private async Task<bool> IsTakenAsync(ClusterMember member, int serverId, string name)
    {
        try
        {
            return await cluster.At(member.SiloAddress).IsPointTakenAsync(serverId, name).WaitAsync(s_patience);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
