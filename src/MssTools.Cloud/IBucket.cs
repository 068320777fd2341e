using MssTools.Core.Objects;

namespace MssTools.Cloud;

/// <summary>A bucket as an SDK has it. Each call is one attempt and throws what the SDK throws; <see cref="PatientStore"/> makes calls of them.</summary>
internal interface IBucket : IDisposable
{
    /// <summary>The bucket as users write it.</summary>
    string Name { get; }

    /// <summary>Stores an object in one request.</summary>
    /// <returns>Its tag; null: the store says that the condition is not true.</returns>
    Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>Reads an object.</summary>
    /// <returns>The object; null: there is none.</returns>
    /// <exception cref="MssException">MalformedInput: it has more bytes than <paramref name="limit"/>.</exception>
    Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken);

    /// <summary>Lists one page of keys.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="page">What the page before said of this one; null for the first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<KeyPage> ListAsync(string prefix, string? page, CancellationToken cancellationToken);

    /// <summary>Deletes an object, if there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>What the SDK's exception says; null: it is none of the store's or of the network.</summary>
    StoreFailure? Read(Exception failure);
}
