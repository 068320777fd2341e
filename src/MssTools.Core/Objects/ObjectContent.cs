namespace MssTools.Core.Objects;

/// <summary>What is stored under a key, and the headers that it is served with.</summary>
/// <param name="Bytes">The bytes; the caller's.</param>
/// <param name="ContentType">Content-Type.</param>
/// <param name="CacheControl">Cache-Control.</param>
internal sealed record ObjectContent(ReadOnlyMemory<byte> Bytes, string ContentType, string CacheControl);
