using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace MssTools.Core.Services;

/// <summary>
/// JSON schemas (2020-12) of the objects that <see cref="WireJson"/> reads and writes, made of their types: what can be set, and no property that follows
/// from others.
/// </summary>
internal sealed class WireSchema
{
    /// <summary>Address of the kind of schema.</summary>
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private readonly string? _place;
    private readonly Func<PropertyInfo, string?> _describe;
    private readonly bool _takesSecureValues;
    private readonly JsonSchemaExporterOptions _options;

    /// <summary>Schemas that each stand alone.</summary>
    /// <param name="describe">Gives what is said of a property; null: nothing.</param>
    /// <param name="takesSecureValues">Whether <c>{ "secureString": … }</c> may stand for each secret, as Microsoft DSC passes one.</param>
    public WireSchema(Func<PropertyInfo, string?> describe, bool takesSecureValues = false)
    {
        (_describe, _takesSecureValues) = (describe, takesSecureValues);
        _options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    /// <summary>Schemas for one document, that refer to each other.</summary>
    /// <param name="place">Where in the document <see cref="Definitions"/> will be, as a JSON pointer that ends with a slash.</param>
    public WireSchema(string place)
        : this(static _ => null) => _place = place;

    /// <summary>The schemas that are referred to, by name.</summary>
    public JsonObject Definitions { get; } = [];

    /// <summary>The schema of a type.</summary>
    public JsonObject Of(Type type) => WireJson.Clear.GetJsonSchemaAsNode(type, _options).AsObject();

    /// <summary>A reference to the schema of an object; lists and the like have no name, and stand there themselves.</summary>
    public JsonObject RefTo(Type type) => IsObject(WireJson.Clear.GetTypeInfo(type)) ? Reference(type) : Of(type);

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        Type type = context.TypeInfo.Type;
        JsonNode schema = _place is not null && !context.Path.IsEmpty && IsObject(context.TypeInfo)
            ? OrNull(Reference(type), context.PropertyInfo)
            : OfConverted(type, context.PropertyInfo) ?? node;
        if (schema["properties"] is JsonObject properties && ReferenceEquals(schema, node))
        {
            LeaveOutWhatFollows(context.TypeInfo, properties);
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Enumerable && schema["items"] is null)
        {
            schema["items"] = OfConverted(type.GetGenericArguments()[0], null); // of which the exporter has nothing to say
        }

        return context.PropertyInfo is { AttributeProvider: PropertyInfo member } property ? Described(schema, property, member) : schema;
    }

    private JsonNode Described(JsonNode schema, JsonPropertyInfo property, PropertyInfo member)
    {
        // The exporter forgets it where a number may have a name, such as NaN.
        if (Nullable.GetUnderlyingType(property.PropertyType) is not null && schema["anyOf"] is JsonArray numbers)
        {
            numbers.Add((JsonNode)OfType("null"));
        }

        if (_takesSecureValues && SecretProperties.Has(property.DeclaringType, member.Name))
        {
            schema = WithSecureValue(schema);
        }

        if (_describe(member) is { } text && schema is JsonObject described)
        {
            described.Insert(0, "description", text);
        }

        return schema;
    }

    private static bool IsObject(JsonTypeInfo info) => info.Kind == JsonTypeInfoKind.Object;

    // Properties that follow from others are neither written nor read.
    private static void LeaveOutWhatFollows(JsonTypeInfo info, JsonObject properties)
    {
        foreach (JsonPropertyInfo property in info.Properties.Where(property => property.Set is null && property.AssociatedParameter is null))
        {
            properties.Remove(property.Name);
        }
    }

    private JsonObject Reference(Type type)
    {
        string name = NameOf(type);
        if (!Definitions.ContainsKey(name))
        {
            Definitions[name] = null; // for what refers to itself
            Definitions[name] = Of(type);
        }

        return new JsonObject { ["$ref"] = _place + name };
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}"
        : type.Name;

    // What converters write: the exporter sees only that they do.
    private JsonObject? OfConverted(Type type, JsonPropertyInfo? property) =>
        type == typeof(IPAddress) || type == typeof(ClipTime) ? OrNull(OfType("string"), property)
        : type == typeof(MssConfiguredPoint) ? OfConfiguredPoint()
        : type == typeof(NetworkCredential) ? OfMembers(("userName", OfType("string")), ("password", OfSecret(OfType("string"))))
        : type == typeof(X509Certificate2) ? OfMembers(
            ("pfx", OfSecret(OfType("string", "null"))),
            ("der", OfType("string", "null")),
            ("subject", OfType("string", "null")),
            ("thumbprint", OfType("string", "null")))
        : null;

    // The port of its server, and what a point is.
    private JsonObject OfConfiguredPoint()
    {
        JsonObject point = Of(typeof(PointDefinition));
        JsonObject properties = point["properties"]!.AsObject();
        properties.Remove(WireJson.ServerId);
        properties.Insert(0, WireJson.ServerPort, new JsonObject { ["description"] = "Port of the server that it is on.", ["type"] = "integer" });
        point["required"] = new JsonArray(WireJson.ServerPort, "name");
        return point;
    }

    private static JsonObject OrNull(JsonObject schema, JsonPropertyInfo? property) =>
        property?.IsGetNullable == true ? Either(schema, OfType("null")) : schema;

    private static JsonObject OfType(params string[] types) =>
        new() { ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => JsonValue.Create(type))]) };

    private JsonObject OfMembers(params (string Name, JsonNode Schema)[] members)
    {
        JsonObject schema = OfType("object", "null");
        schema["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)));
        schema["additionalProperties"] = false;
        return _takesSecureValues ? Either(schema, OfSecure("secureObject", "object")) : schema;
    }

    private JsonNode OfSecret(JsonNode schema) => _takesSecureValues ? WithSecureValue(schema) : schema;

    private static JsonNode WithSecureValue(JsonNode schema)
    {
        if (schema["items"] is { } items)
        {
            schema["items"] = WithSecureValue(items.DeepClone());
            return schema;
        }

        return schema["additionalProperties"] is JsonObject ? Either(schema, OfSecure("secureObject", "object")) : Either(schema, OfSecure("secureString", "string"));
    }

    private static JsonObject Either(JsonNode one, JsonNode other) => new() { ["anyOf"] = new JsonArray(one, other) };

    private static JsonObject OfSecure(string name, string type) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [name] = OfType(type) },
        ["required"] = new JsonArray(name),
        ["additionalProperties"] = false,
    };
}
