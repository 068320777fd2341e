namespace MssTools.Core.Services.Cluster;

/// <summary>A service while it is a node: what it is told goes to the cluster, and what the cluster gives it runs on its engine.</summary>
internal interface IClusterMember : IDisposable
{
    /// <summary>The cluster as an engine: what the control interface tells.</summary>
    IServiceEngine Engine { get; }

    /// <summary>Joins. When this returns, the node is one of the cluster, and has what its nodes share.</summary>
    /// <exception cref="MssException">Unavailable: the store does not answer; InvalidSetting: another key, or the name is taken.</exception>
    void Join();
}

/// <summary>Makes members: the one type that is looked for in the assembly of the cluster.</summary>
internal interface IClusterProvider
{
    /// <summary>A member that has not joined yet.</summary>
    /// <param name="node">What it is made of.</param>
    IClusterMember Prepare(NodeParts node);
}

/// <summary>What a node is made of.</summary>
/// <param name="Definition">Its settings; <see cref="ServiceDefinition.Cluster"/> is given.</param>
/// <param name="Engine">Runs groups.</param>
/// <param name="Own">The same engine with what it is told to keep, by this machine alone or by the cluster.</param>
/// <param name="State">Its folder; its key seals what the cluster's store keeps.</param>
/// <param name="Log">Is told.</param>
/// <param name="Time">The clock.</param>
internal sealed record NodeParts(
    ServiceDefinition Definition, MssEngine Engine, RememberingEngine Own, StateFolder State, ServiceLog Log, TimeProvider Time);
