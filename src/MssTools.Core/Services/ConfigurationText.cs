using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MssTools.Core.Services;

/// <summary>
/// A configuration as text. What is secret is written with stars; a text that is read may have <c>${env:NAME}</c> and the like in the place of a secret.
/// What is as usual need not be said, and is not written.
/// </summary>
internal static partial class ConfigurationText
{
    private const string Schema = "$schema";

    private static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions s_lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The same with stars in the place of secrets.</summary>
    public static MssConfiguration Masked(MssConfiguration configuration) =>
        JsonSerializer.Deserialize<MssConfiguration>(JsonSerializer.SerializeToUtf8Bytes(configuration, WireJson.Shown), WireJson.Clear)!;

    /// <summary>Reads a configuration; comments and commas behind the last one are taken.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">Where it is from, for errors.</param>
    /// <param name="valueOf">Gives what stands for <c>${kind:name}</c>.</param>
    /// <exception cref="MssException">InvalidSetting, with path and line.</exception>
    public static MssConfiguration Read(string json, string name, Func<string, string, string> valueOf)
    {
        try
        {
            // Once as it stands, so that an error has the line that people see; then with what the texts stand for.
            string plain = WithoutSchema(json);
            JsonSerializer.Deserialize<MssConfiguration>(plain, s_reading.Value);
            JsonNode root = JsonNode.Parse(plain, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, s_lenient)
                ?? throw new JsonException("It is null.");
            TextReferences.Fill(root, valueOf);
            return root.Deserialize<MssConfiguration>(s_reading.Value)!;
        }
        catch (JsonException failure)
        {
            throw WireJson.Refused(name, failure);
        }
    }

    /// <summary>Writes a configuration.</summary>
    public static string Write(MssConfiguration configuration)
    {
        JsonObject root = JsonSerializer.SerializeToNode(configuration, WireJson.Shown)!.AsObject();
        LeaveOutUsual<LocalStreamDefinition>(root, "localStreams");
        LeaveOutUsual<IngestDefinition>(root, "ingests");
        LeaveOutUsual<ServerDefinition>(root, "servers");
        LeaveOutUsual<PointDefinition>(root, "publishingPoints");
        LeaveOutUsual<StreamDefinition>(root, "groups");
        LeaveOutUsual<EventReceiverDefinition>(root, "eventReceivers");
        return root.ToJsonString(s_written) + "\n";
    }

    /// <summary>The JSON schema of a configuration (2020-12), by which editors complete it.</summary>
    /// <param name="describe">Gives what is said of a property of a definition; null: nothing.</param>
    public static string WriteSchema(Func<PropertyInfo, string?> describe)
    {
        JsonObject schema = new WireSchema(describe).Of(typeof(MssConfiguration));
        schema["properties"]!.AsObject().Insert(0, Schema, new JsonObject { ["type"] = "string" });
        schema.Insert(0, Schema, WireSchema.Dialect);
        schema.Insert(1, "title", "MssTools configuration");
        return schema.ToJsonString(s_written) + "\n";
    }

    /// <summary>Leaves out of an object, as <see cref="WireJson.Shown"/> has it, what is as usual; the names by which it is found stay.</summary>
    public static void LeaveOutUsual<T>(JsonObject item)
        where T : new() =>
        LeaveOutUsual(item, JsonSerializer.SerializeToNode(new T(), WireJson.Shown)!.AsObject());

    private static readonly Lazy<JsonSerializerOptions> s_reading = new(static () => new JsonSerializerOptions(WireJson.Clear)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    });

    // Editors want the line, and nobody else; its place is kept for the numbers of the lines.
    private static string WithoutSchema(string json) => SchemaMember().Replace(json, static member => new string(' ', member.Length), count: 1);

    private static void LeaveOutUsual<T>(JsonObject root, string list)
        where T : new()
    {
        foreach (JsonObject item in root[list]!.AsArray().OfType<JsonObject>())
        {
            LeaveOutUsual<T>(item);
        }
    }

    private static void LeaveOutUsual(JsonObject item, JsonObject defaults)
    {
        foreach (string key in item.Select(member => member.Key).Where(key => key is not ("name" or "groupName" or "port")).ToList())
        {
            if (JsonNode.DeepEquals(item[key], defaults[key]))
            {
                item.Remove(key);
            }
            else if (item[key] is JsonObject inner && defaults[key] is JsonObject innerDefaults && key != "streamKeys")
            {
                LeaveOutUsual(inner, innerDefaults);
            }
        }
    }

    [GeneratedRegex(@"""\$schema""\s*:\s*""[^""]*""\s*,?", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaMember();
}
