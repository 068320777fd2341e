using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace MssTools.Core.Services;

/// <summary>The JSON schema (2020-12) of what is told to a service: what can be set, and no property that follows from others.</summary>
internal static class DefinitionSchema
{
    /// <summary>Address of the kind of schema.</summary>
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>The schema of a type.</summary>
    /// <param name="type">A definition, or a configuration.</param>
    /// <param name="describe">Gives what is said of a property; null: nothing.</param>
    /// <param name="takesSecureValues">Whether <c>{ "secureString": … }</c> may stand for each secret, as Microsoft DSC passes one.</param>
    public static JsonObject Of(Type type, Func<PropertyInfo, string?> describe, bool takesSecureValues = false) =>
        WireJson.Clear.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Transform(context, node, describe, takesSecureValues),
        }).AsObject();

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node, Func<PropertyInfo, string?> describe, bool takesSecureValues)
    {
        JsonNode schema = OfText(context.TypeInfo.Type, takesSecureValues) ?? node;
        if (schema["properties"] is JsonObject properties)
        {
            foreach (string readOnly in context.TypeInfo.Properties.Where(property => property.Set is null).Select(property => property.Name))
            {
                properties.Remove(readOnly);
            }
        }

        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo member)
        {
            return schema;
        }

        // The exporter forgets it where a number may have a name, such as NaN.
        if (Nullable.GetUnderlyingType(context.PropertyInfo.PropertyType) is not null && schema["anyOf"] is JsonArray numbers)
        {
            numbers.Add((JsonNode)OfType("null"));
        }

        if (takesSecureValues && SecretProperties.Has(context.PropertyInfo.DeclaringType, member.Name))
        {
            schema = WithSecureValue(schema);
        }

        if (describe(member) is { } text && schema is JsonObject described)
        {
            described.Insert(0, "description", text);
        }

        return schema;
    }

    // What converters write: the exporter sees only that they do.
    private static JsonObject? OfText(Type type, bool takesSecureValues) =>
        type == typeof(IPAddress) ? OfType("string")
        : type == typeof(NetworkCredential) ? OfMembers(takesSecureValues, ("userName", OfType("string")), ("password", OfSecret(OfType("string"), takesSecureValues)))
        : type == typeof(X509Certificate2) ? OfMembers(
            takesSecureValues,
            ("pfx", OfSecret(OfType("string", "null"), takesSecureValues)),
            ("der", OfType("string", "null")),
            ("subject", OfType("string", "null")),
            ("thumbprint", OfType("string", "null")))
        : null;

    private static JsonObject OfType(params string[] types) =>
        new() { ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => JsonValue.Create(type))]) };

    private static JsonObject OfMembers(bool takesSecureValues, params (string Name, JsonNode Schema)[] members)
    {
        JsonObject schema = OfType("object", "null");
        schema["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)));
        schema["additionalProperties"] = false;
        return takesSecureValues ? Either(schema, OfSecure("secureObject", "object")) : schema;
    }

    private static JsonNode OfSecret(JsonNode schema, bool takesSecureValues) => takesSecureValues ? WithSecureValue(schema) : schema;

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
