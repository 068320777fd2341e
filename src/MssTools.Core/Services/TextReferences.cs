using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MssTools.Core.Services;

/// <summary>References such as <c>${env:NAME}</c>, which stand for something in texts of JSON, and in names of members.</summary>
internal static partial class TextReferences
{
    /// <summary>True for a text with at least one of them.</summary>
    public static bool IsIn(string text) => Reference().IsMatch(text);

    /// <summary>Puts what they stand for in their places.</summary>
    /// <param name="node">Objects and lists in it are changed.</param>
    /// <param name="valueOf">Gives what stands for <c>${kind:name}</c>.</param>
    public static void Fill(JsonNode? node, Func<string, string, string> valueOf)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (string key in members.Select(member => member.Key).ToList())
                {
                    JsonNode? value = members[key];
                    members.Remove(key);
                    members[Filled(key, valueOf)] = Whole(value, valueOf);
                }

                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    JsonNode? item = items[i];
                    items[i] = null;
                    items[i] = Whole(item, valueOf);
                }

                break;
        }
    }

    private static JsonNode? Whole(JsonNode? node, Func<string, string, string> valueOf)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            return Filled(value.GetValue<string>(), valueOf);
        }

        Fill(node, valueOf);
        return node;
    }

    private static string Filled(string text, Func<string, string, string> valueOf) =>
        Reference().Replace(text, reference => valueOf(reference.Groups["kind"].Value, reference.Groups["name"].Value));

    [GeneratedRegex(@"\$\{(?<kind>env|file|secret):(?<name>[^}]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
