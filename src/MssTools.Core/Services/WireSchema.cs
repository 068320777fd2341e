using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace MssTools.Core.Services;

/// <summary>JSON schemas (2020-12) of the objects that <see cref="WireJson"/> reads and writes, made of their types: one of each, and references to it.</summary>
internal sealed class WireSchema
{
    private readonly string _place;
    private readonly JsonSchemaExporterOptions _options;

    /// <summary>Schemas for one document.</summary>
    /// <param name="place">Where in the document <see cref="Definitions"/> will be, as a JSON pointer that ends with a slash: <c>#/$defs/</c>.</param>
    public WireSchema(string place)
    {
        _place = place;
        _options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    /// <summary>The schemas that are referred to, by name.</summary>
    public JsonObject Definitions { get; } = [];

    /// <summary>The schema of a type: that of an object itself, with references to those of others.</summary>
    public JsonObject Of(Type type) => WireJson.Clear.GetJsonSchemaAsNode(type, _options).AsObject();

    /// <summary>A reference to the schema of an object; lists and the like have no name, and stand there themselves.</summary>
    public JsonObject RefTo(Type type) => IsObject(WireJson.Clear.GetTypeInfo(type)) ? Reference(type) : Of(type);

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        JsonObject? own = schema is not JsonObject ? OfConverted(context.TypeInfo.Type)
            : IsObject(context.TypeInfo) && !context.Path.IsEmpty ? Reference(context.TypeInfo.Type)
            : null;
        if (own is not null)
        {
            return context.PropertyInfo?.IsGetNullable == true
                ? new JsonObject { ["anyOf"] = new JsonArray(own, new JsonObject { ["type"] = "null" }) }
                : own;
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Enumerable && schema["items"] is null)
        {
            schema["items"] = OfConverted(context.TypeInfo.Type.GetGenericArguments()[0]); // of which the exporter has nothing to say
        }

        if (IsObject(context.TypeInfo))
        {
            LeaveOutWhatFollows(context.TypeInfo, schema["properties"] as JsonObject ?? []);
        }

        return schema;
    }

    // Properties that follow from others are neither written nor read.
    private static void LeaveOutWhatFollows(JsonTypeInfo info, JsonObject properties)
    {
        foreach (JsonPropertyInfo property in info.Properties.Where(property => property.Set is null && property.AssociatedParameter is null))
        {
            properties.Remove(property.Name);
        }
    }

    // What has a converter of its own: an object, or text.
    private JsonObject OfConverted(Type type) => type == typeof(NetworkCredential) ? Reference(typeof(WireJson.SentCredential))
        : type == typeof(X509Certificate2) ? Reference(typeof(WireJson.SentCertificate))
        : type == typeof(MssConfiguredPoint) ? OfConfiguredPoint()
        : new JsonObject { ["type"] = "string" };

    private static bool IsObject(JsonTypeInfo info) => info.Kind == JsonTypeInfoKind.Object;

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

    // The port of its server, and what a point is.
    private JsonObject OfConfiguredPoint()
    {
        JsonObject point = Of(typeof(PointDefinition));
        JsonObject properties = point["properties"]!.AsObject();
        properties.Remove(WireJson.ServerId);
        properties.Insert(0, WireJson.ServerPort, new JsonObject { ["type"] = "integer" });
        point["required"] = new JsonArray(WireJson.ServerPort, "name");
        return point;
    }
}
