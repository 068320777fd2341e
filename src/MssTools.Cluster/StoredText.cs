using System.Text.Json;
using Orleans.Storage;

namespace MssTools.Cluster;

/// <summary>State in the store is plain JSON, without names of types: another version reads it.</summary>
internal sealed class StoredText : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
}
