namespace MssTools.Cloud;

/// <summary>Some of the keys of a bucket.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Next">Names the next page to the store; null: this is the last.</param>
internal sealed record KeyPage(IReadOnlyList<string> Keys, string? Next);
