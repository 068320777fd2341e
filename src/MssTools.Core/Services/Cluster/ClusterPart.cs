namespace MssTools.Core.Services.Cluster;

/// <summary>MssTools.Cluster and the Orleans that it brings; loaded by a service that is to be a node.</summary>
internal static class ClusterPart
{
    /// <summary>Makes services nodes.</summary>
    /// <exception cref="MssException">NotInstalled: the module was built without it, or it is another version's.</exception>
    public static IClusterProvider Load() => Load(ModulePart.FolderOf("cluster"));

    /// <summary>Loads what a folder has.</summary>
    /// <exception cref="MssException">NotInstalled.</exception>
    internal static IClusterProvider Load(string folder) => ModulePart.Load<IClusterProvider>(
        folder,
        "MssTools.Cluster.ClusterProvider",
        "A service that is a node of a cluster needs",
        "Run ./build.ps1 -Cluster, or dotnet build src/MssTools.Cluster -t:Stage, in the folder of the module's sources.");
}
