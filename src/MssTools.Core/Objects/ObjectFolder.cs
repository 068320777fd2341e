namespace MssTools.Core.Objects;

/// <summary>
/// What lies below one prefix of a bucket, by names relative to it. For threads that may wait: each call waits for the store, as
/// <see cref="IObjectStore"/> says how long and what it throws.
/// </summary>
/// <param name="store">The bucket; ends with this.</param>
/// <param name="prefix">What all keys begin with, without the '/' behind it; may be empty.</param>
internal sealed class ObjectFolder(IObjectStore store, string prefix) : IDisposable
{
    private readonly string _before = prefix.Length == 0 ? "" : prefix + "/";

    /// <summary>The address, as users write it.</summary>
    public string Name => prefix.Length == 0 ? store.Name : $"{store.Name}/{prefix}";

    /// <summary>Opens what an address stands for; who opens, owns.</summary>
    /// <exception cref="MssException">InvalidSetting, or NotInstalled.</exception>
    public static ObjectFolder Open(string address)
    {
        var place = ObjectAddress.Parse(address);
        return new ObjectFolder(ObjectStores.Open(place), place.Prefix);
    }

    /// <summary>Stores a document; null: the condition is not true.</summary>
    public ObjectTag? Put(string name, ObjectContent content, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutAsync(_before + name, content, condition, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Reads a document; null: there is none.</summary>
    public StoredObject? Get(string name, long limit, CancellationToken cancellationToken) =>
        GetAsync(name, limit, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="Get"/>
    public Task<StoredObject?> GetAsync(string name, long limit, CancellationToken cancellationToken) => store.GetAsync(_before + name, limit, cancellationToken);

    /// <summary>Names of all documents that begin with something, in order of their characters.</summary>
    public IEnumerable<string> List(string beginning, CancellationToken cancellationToken) =>
        store.ListAsync(_before + beginning, cancellationToken).ToBlockingEnumerable(cancellationToken).Select(key => key[_before.Length..]);

    /// <summary>Deletes a document.</summary>
    public void Delete(string name, CancellationToken cancellationToken) => store.DeleteAsync(_before + name, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();
}
