using System.Collections.Concurrent;

namespace MssTools.Core.Objects;

/// <summary>The object stores that this process can reach. Their SDKs are loaded with the first address that needs one.</summary>
internal static class ObjectStores
{
    // Tests have buckets of their own.
    private static readonly ConcurrentDictionary<string, IObjectStoreProvider> s_own = new(StringComparer.Ordinal);

    /// <summary>Opens the bucket of an address; who opens, owns.</summary>
    /// <exception cref="MssException">NotInstalled: the module was built without them; InvalidSetting.</exception>
    public static IObjectStore Open(ObjectAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return (s_own.TryGetValue(address.Store, out IObjectStoreProvider? own) ? own : CloudPart.Provider).Open(address);
    }

    /// <summary>Has the bucket of an address opened by somebody else, until it is disposed.</summary>
    /// <param name="store">Scheme and bucket: <c>s3://bucket</c>.</param>
    /// <param name="provider">Opens it.</param>
    public static IDisposable Use(string store, IObjectStoreProvider provider)
    {
        s_own[store] = provider;
        return System.Reactive.Disposables.Disposable.Create(() => s_own.TryRemove(store, out _));
    }
}
