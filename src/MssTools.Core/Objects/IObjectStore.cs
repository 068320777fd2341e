namespace MssTools.Core.Objects;

/// <summary>
/// One bucket of an object store (of Azure: a container). A call either does all of what it says or nothing, takes no longer than
/// <see cref="Patience"/>, attempts of its own included, and may be made from several threads. Keys have '/' between the parts of a name.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>The longest that a call waits, its own attempts included; then it is TimedOut.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The bucket as users write it: <c>s3://bucket</c>.</summary>
    string Name { get; }

    /// <summary>Stores an object whole.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes, which must not change meanwhile, and how it is served.</param>
    /// <param name="condition">What must be true of the object that has the key now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its tag; null: the condition is not true, and nothing was changed.</returns>
    /// <exception cref="MssException">SinkFailed: what the store said; AccessDenied: it knows no such user, or does not let it; TimedOut.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<ObjectTag?> PutAsync(string key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>Reads an object whole.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The object; null: there is none.</returns>
    /// <exception cref="MssException">SourceFailed, AccessDenied or TimedOut; MalformedInput: it has more bytes.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<StoredObject?> GetAsync(string key, long limit, CancellationToken cancellationToken);

    /// <summary>Lists the keys that begin with something, in order of their characters; page by page, as it is enumerated.</summary>
    /// <exception cref="MssException">SourceFailed, AccessDenied or TimedOut.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object. One that is gone already is no failure.</summary>
    /// <exception cref="MssException">SinkFailed, AccessDenied or TimedOut.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
