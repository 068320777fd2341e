namespace MssTools.Core.Objects;

/// <summary>The ETag of an object, with its quotes: two objects of one key with other bytes have other tags.</summary>
/// <param name="Value">As the store gives it.</param>
internal sealed record ObjectTag(string Value);
