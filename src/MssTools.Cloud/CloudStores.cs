using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>Opens buckets of S3 and containers of Azure. What they need is taken from the environment each time.</summary>
internal sealed class CloudStores : IObjectStoreProvider
{
    /// <inheritdoc/>
    public IObjectStore Open(ObjectAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new PatientStore(address.Scheme == "az" ? BlobStore.Open(address) : S3Store.Open(address), TimeProvider.System);
    }
}
