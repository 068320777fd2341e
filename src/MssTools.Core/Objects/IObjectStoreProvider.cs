namespace MssTools.Core.Objects;

/// <summary>Opens stores of one or several kinds.</summary>
internal interface IObjectStoreProvider
{
    /// <summary>Opens the bucket of an address. Nothing is asked of it yet.</summary>
    /// <param name="address">Where; only scheme and bucket count.</param>
    /// <exception cref="MssException">InvalidSetting: what the environment says of this store is wrong.</exception>
    IObjectStore Open(ObjectAddress address);
}
