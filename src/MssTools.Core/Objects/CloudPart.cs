namespace MssTools.Core.Objects;

/// <summary>MssTools.Cloud and the SDKs that it brings; loaded once, where an address needs them.</summary>
internal static class CloudPart
{
    private static readonly Lock s_lock = new();
    private static IObjectStoreProvider? s_provider;

    /// <summary>Opens S3 and Azure.</summary>
    /// <exception cref="MssException">NotInstalled: the module was built without them. It may be asked again when they are there.</exception>
    public static IObjectStoreProvider Provider
    {
        get
        {
            lock (s_lock)
            {
                return s_provider ??= Load(ModulePart.FolderOf("cloud"));
            }
        }
    }

    /// <summary>Loads what a folder has.</summary>
    /// <exception cref="MssException">NotInstalled: it is not there, or is another version's.</exception>
    internal static IObjectStoreProvider Load(string folder) => ModulePart.Load<IObjectStoreProvider>(
        folder, "MssTools.Cloud.CloudStores", "S3 and Azure Blob Storage need", "Run ./build.ps1 -Cloud in the folder of the module's sources.");
}
