using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MssTools.Core.Streams;

namespace MssTools.Core.Services;

/// <summary>Which properties of definitions are secrets, or have some in them, and what people see of them. The one list of them.</summary>
internal static class SecretProperties
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Stars = LocalStreamRegistry.Stars;

    private static readonly Dictionary<(Type Type, string Property), JsonConverter> s_masks = new()
    {
        [(typeof(LocalStreamDefinition), nameof(LocalStreamDefinition.Source))] = new Masked<string>(LocalStreamRegistry.Shown),
        [(typeof(PushDefinition), nameof(PushDefinition.Points))] = new Masked<IReadOnlyList<Uri>>(
            points => points.Select(point => PushDefinition.Shown(point))),
        [(typeof(PushDefinition), nameof(PushDefinition.Token))] = new Masked<string>(token => token.Length > 0 ? Stars : ""),
        [(typeof(ServerDefinition), nameof(ServerDefinition.Token))] = new Masked<string>(_ => Stars),
        [(typeof(EventReceiverDefinition), nameof(EventReceiverDefinition.Uri))] = new Masked<Uri>(uri => LocalStreamRegistry.Shown(uri.OriginalString)),
        [(typeof(EventReceiverDefinition), nameof(EventReceiverDefinition.Secret))] = new Masked<string>(_ => Stars),
        [(typeof(IngestDefinition), nameof(IngestDefinition.StreamKeys))] = new Masked<IReadOnlyDictionary<string, string>>(
            keys => keys.Values.Order(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(k => $"{Stars}{k.i + 1}", k => NameOf(keys, k.name))),
    };

    /// <summary>True for a property that is a secret, or has some in it.</summary>
    public static bool Has(Type type, string property) => s_masks.ContainsKey((type, property));

    /// <summary>Has a type's secrets written with stars.</summary>
    public static void Mask(JsonTypeInfo info)
    {
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (property.AttributeProvider is System.Reflection.PropertyInfo member
                && s_masks.TryGetValue((info.Type, member.Name), out JsonConverter? mask))
            {
                property.CustomConverter = mask;
            }
        }
    }

    // A key that stands for itself is the name, too.
    private static string NameOf(IReadOnlyDictionary<string, string> keys, string name) => keys.ContainsKey(name) ? Stars : name;

    private sealed class Masked<T>(Func<T, object> mask) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("What is shown is not read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, mask(value), options);
    }
}
