using System.Collections.Concurrent;

namespace MssTools.Core.Outputs.Objects;

/// <summary>The threads that wait for stores: one set for each bucket, shared by all groups of the process.</summary>
internal static class StoreThreads
{
    /// <summary>Requests to a bucket at a time.</summary>
    private const int MostOfAStore = 64;

    private static readonly ConcurrentDictionary<string, WriterThreads> s_stores = new(StringComparer.Ordinal);

    /// <summary>The threads of the bucket of an address.</summary>
    public static WriterThreads Of(string address) =>
        s_stores.GetOrAdd(ObjectAddress.Parse(address).Store, static _ => new WriterThreads(MostOfAStore));
}
