using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MssTools.Core.Tests;

/// <summary>Whether JSON is as a schema says, for the words that our schemas, and those of others that tests go by, have. Another word is an error: it would be passed over.</summary>
internal static class JsonSchemaCheck
{
    private static readonly string[] s_words =
    [
        "type", "enum", "properties", "required", "additionalProperties", "items", "anyOf", "pattern", "minimum", "maximum",
        "oneOf", "patternProperties", "uniqueItems", "$ref", "$schema", "$id", "$comment", "title", "description", "default", "readOnly", "format",
        "deprecated", "definitions",
    ];

    /// <summary>Places at which it is not; none: it is.</summary>
    public static IReadOnlyList<string> Find(JsonNode? node, JsonNode schema) => [.. Find(node, schema, "$")];

    private static IEnumerable<string> Find(JsonNode? node, JsonNode schema, string path)
    {
        if (schema is JsonValue all)
        {
            return all.GetValue<bool>() ? [] : [path];
        }

        JsonObject words = schema["$ref"] is { } pointer ? At(schema.Root, pointer.GetValue<string>()) : schema.AsObject();
        return words.Select(word => word.Key).FirstOrDefault(word => !s_words.Contains(word)) is { } unknown
            ? throw new NotSupportedException($"The word '{unknown}' at {path}.")
            : IsAsSaid(node, words)
                ? [.. Members(node, words, path), .. Items(node, words, path)]
                : [path];
    }

    private static JsonObject At(JsonNode root, string pointer) => pointer.Split('/').Skip(1).Aggregate(root, (node, name) => node[name]!).AsObject();

    private static bool IsAsSaid(JsonNode? node, JsonObject words) =>
        (words["type"] is not { } type || Types(type).Any(name => IsOf(node, name)))
        && (words["enum"] is not JsonArray values || values.Any(value => JsonNode.DeepEquals(value, node)))
        && (words["anyOf"] is not JsonArray ways || ways.Any(way => Find(node, way!).Count == 0))
        && (words["oneOf"] is not JsonArray choices || choices.Count(choice => Find(node, choice!).Count == 0) == 1)
        && (words["uniqueItems"]?.GetValue<bool>() is not true || node is not JsonArray items || items.Select(item => item?.ToJsonString()).Distinct().Count() == items.Count)
        && (words["pattern"] is not { } pattern || node?.GetValueKind() != JsonValueKind.String || Regex.IsMatch(node.GetValue<string>(), pattern.GetValue<string>()))
        && (words["minimum"] is not { } least || node?.GetValueKind() != JsonValueKind.Number || Number(node) >= Number(least))
        && (words["maximum"] is not { } most || node?.GetValueKind() != JsonValueKind.Number || Number(node) <= Number(most))
        && (words["required"] is not JsonArray names || node is not JsonObject members || names.All(name => members.ContainsKey(name!.GetValue<string>())));

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [type.GetValue<string>()];

    private static bool IsOf(JsonNode? node, string type) => type switch
    {
        "null" => node is null,
        "object" => node is JsonObject,
        "array" => node is JsonArray,
        "string" => node?.GetValueKind() == JsonValueKind.String,
        "boolean" => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => node?.GetValueKind() == JsonValueKind.Number,
        "integer" => node?.GetValueKind() == JsonValueKind.Number && decimal.IsInteger(Number(node)),
        _ => throw new NotSupportedException(type),
    };

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Members(JsonNode? node, JsonObject words, string path) => node is not JsonObject members ? []
        : members.SelectMany(member => words["properties"]?[member.Key] is { } known ? Find(member.Value, known, $"{path}.{member.Key}")
            : Pattern(words, member.Key) is { } alike ? Find(member.Value, alike, $"{path}.{member.Key}")
            : words["additionalProperties"] is { } others ? Find(member.Value, others, $"{path}.{member.Key}")
            : []);

    private static JsonNode? Pattern(JsonObject words, string name) =>
        words["patternProperties"]?.AsObject().FirstOrDefault(pattern => Regex.IsMatch(name, pattern.Key)).Value;

    private static IEnumerable<string> Items(JsonNode? node, JsonObject words, string path) =>
        node is JsonArray items && words["items"] is { } each ? items.SelectMany((item, i) => Find(item, each, $"{path}[{i}]")) : [];
}
