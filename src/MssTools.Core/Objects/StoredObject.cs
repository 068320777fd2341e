namespace MssTools.Core.Objects;

/// <summary>An object as it was read.</summary>
/// <param name="Bytes">All of its bytes.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Written">When it was stored, in UTC; null: the store does not say.</param>
internal sealed record StoredObject(ReadOnlyMemory<byte> Bytes, ObjectTag Tag, DateTimeOffset? Written);
