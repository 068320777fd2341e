namespace MssTools.Core.Stored;

/// <summary>A document of a group as its place gave it: there, or not.</summary>
/// <param name="Name">Its path or address.</param>
/// <param name="Bytes">Its bytes, which are closed with this; null where it is not there.</param>
/// <param name="Http">What the server said; null in a folder.</param>
/// <param name="Problem">Why it is not there; null where it is.</param>
internal sealed record StoredDocument(string Name, IStoredBytes? Bytes, HttpFacts? Http, string? Problem) : IDisposable
{
    /// <summary>When it was last written; null where that is not known.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Bytes?.Dispose();
}
