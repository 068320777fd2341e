namespace MssTools.Cluster;

/// <summary>What keeps who is a node of the cluster, and what the cluster was told.</summary>
internal interface IClusterStore : IDisposable
{
    /// <summary>Finds out whether it answers, and makes what it lacks.</summary>
    Task PrepareAsync();

    /// <summary>Has the silo keep its members and the state of its grains there.</summary>
    void Connect(ISiloBuilder silo);
}
