using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services.Dsc;

/// <summary>
/// The secrets of an instance: references such as <c>${env:NAME}</c>, and what Microsoft DSC passes as <c>{ "secureString": … }</c>. A secret in clear is
/// refused, because DSC repeats what it was told in its output.
/// </summary>
internal static class DscSecrets
{
    private const string SecureString = "secureString";
    private const string SecureObject = "secureObject";

    // Without these a credential or a certificate cannot be read.
    private static readonly string[] s_needed = ["password", "pfx"];

    /// <summary>Refuses a secret that is written where people can read it. Stars, as an answer has them, are none.</summary>
    /// <param name="properties">As they were sent.</param>
    /// <param name="read">Makes a definition of them.</param>
    /// <exception cref="MssException">InvalidSetting, with the place.</exception>
    public static void RefuseClear<T>(JsonObject properties, Func<JsonObject, T> read)
    {
        var rest = (JsonObject)properties.DeepClone();
        LeaveOut(rest);
        T definition = read(rest);
        if (Difference(Tree(definition, WireJson.Clear), Tree(definition, WireJson.Shown), "$") is { } path)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The input has a secret in clear at {path}.",
                "Write ${env:NAME} or ${file:path} in its place, or pass a parameter of the type secureString: DSC shows everything else in its output.");
        }
    }

    /// <summary>Puts the secrets in their places.</summary>
    /// <param name="properties">As they were sent; stays as it is.</param>
    /// <exception cref="MssException">InvalidSetting: a reference stands for nothing here.</exception>
    public static JsonObject Filled(JsonObject properties)
    {
        var filled = (JsonObject)Opened(properties)!;
        TextReferences.Fill(filled, ValueOf);
        return filled;
    }

    // To DSC it is the input that is wrong.
    private static string ValueOf(string kind, string name)
    {
        try
        {
            return SecretReference.ValueOf(kind, name);
        }
        catch (MssException failure)
        {
            throw new MssException(MssError.InvalidSetting, failure.Message, failure.RecommendedAction, failure);
        }
    }

    private static JsonNode? Tree<T>(T definition, JsonSerializerOptions options) => JsonSerializer.SerializeToNode(definition, options);

    private static bool IsGiven(JsonNode? node) => node switch
    {
        JsonObject members => IsSecure(members) || s_needed.Any(name => IsGiven(members[name])),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => TextReferences.IsIn(value.GetValue<string>()),
        _ => false,
    };

    private static bool IsSecure(JsonObject members) => members.Count == 1 && (members.ContainsKey(SecureString) || members.ContainsKey(SecureObject));

    private static void LeaveOut(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (string given in members.Where(m => IsGiven(m.Value) || TextReferences.IsIn(m.Key)).Select(m => m.Key).ToList())
                {
                    members.Remove(given);
                }

                members.Select(member => member.Value).ToList().ForEach(LeaveOut);
                break;
            case JsonArray items:
                items.Where(IsGiven).ToList().ForEach(given => items.Remove(given));
                items.ToList().ForEach(LeaveOut);
                break;
        }
    }

    private static JsonNode? Opened(JsonNode? node) => node switch
    {
        JsonObject members when IsSecure(members) => members.Single().Value?.DeepClone(),
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Opened(m.Value))), members.Options),
        JsonArray items => new JsonArray([.. items.Select(Opened)]),
        _ => node?.DeepClone(),
    };

    private static string? Difference(JsonNode? clear, JsonNode? shown, string path)
    {
        if (JsonNode.DeepEquals(clear, shown))
        {
            return null;
        }

        return (clear, shown) switch
        {
            (JsonObject one, JsonObject other) when one.All(member => other.ContainsKey(member.Key)) =>
                one.Select(member => Difference(member.Value, other[member.Key], $"{path}.{member.Key}")).FirstOrDefault(place => place is not null),
            (JsonArray one, JsonArray other) when one.Count == other.Count =>
                one.Select((item, i) => Difference(item, other[i], $"{path}[{i}]")).FirstOrDefault(place => place is not null),
            _ => path,
        };
    }
}
