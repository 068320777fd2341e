using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services;

/// <summary>
/// Finds what the stars stand for in a definition that was shown and comes back: the secret that stands at the same place in a definition that is known, and
/// is shown the same. So it is with a certificate, which is shown without its key.
/// </summary>
internal static class Unmasking
{
    /// <summary>A definition with the secrets of those that are known.</summary>
    /// <param name="shown">The definition, perhaps with stars.</param>
    /// <param name="known">Definitions that it may be one of.</param>
    /// <exception cref="MssException">InvalidSetting: nothing that is known says what stars stand for.</exception>
    public static T Of<T>(T shown, IEnumerable<T> known)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(shown);
        JsonNode node = JsonSerializer.SerializeToNode(shown, WireJson.Clear)!;
        if (!LacksSecret(node))
        {
            return shown;
        }

        foreach (T one in known)
        {
            node = Filled(node, JsonSerializer.SerializeToNode(one, WireJson.Shown), JsonSerializer.SerializeToNode(one, WireJson.Clear))!;
        }

        return !HasStars(node)
            ? node.Deserialize<T>(WireJson.Clear)!
            : throw new MssException(
                MssError.InvalidSetting,
                $"{shown} has stars in the place of a secret, and nothing that runs says which: {PathOfStars(node)}.",
                "Give the secret itself; in a configuration ${env:NAME}, ${file:path} or ${secret:name} may stand for it.");
    }

    private static JsonNode? Filled(JsonNode? node, JsonNode? shown, JsonNode? clear)
    {
        if (!LacksSecret(node))
        {
            return node;
        }

        if (JsonNode.DeepEquals(node, shown))
        {
            return clear?.DeepClone();
        }

        switch (node, shown, clear)
        {
            case (JsonObject members, JsonObject shownMembers, JsonObject clearMembers):
                foreach (string key in members.Select(member => member.Key).ToList())
                {
                    members[key] = Detached(Filled(members[key], shownMembers[key], clearMembers[key]));
                }

                break;
            case (JsonArray items, JsonArray shownItems, JsonArray clearItems) when items.Count == shownItems.Count:
                for (int i = 0; i < items.Count; i++)
                {
                    items[i] = Detached(Filled(items[i], shownItems[i], clearItems[i]));
                }

                break;
        }

        return node;
    }

    private static JsonNode? Detached(JsonNode? node) => node?.Parent is null ? node : node.DeepClone();

    private static bool LacksSecret(JsonNode? node) => HasStars(node) || HasBareCertificate(node);

    private static bool HasBareCertificate(JsonNode? node) => node switch
    {
        JsonObject members => members["der"] is not null || members.Any(member => HasBareCertificate(member.Value)),
        JsonArray items => items.Any(HasBareCertificate),
        _ => false,
    };

    private static bool HasStars(JsonNode? node) => PathOfStars(node) is not null;

    private static string? PathOfStars(JsonNode? node) => node switch
    {
        JsonObject members => members.FirstOrDefault(member => member.Key.Contains(SecretProperties.Stars, StringComparison.Ordinal)) is { Key: not null }
            ? members.GetPath()
            : members.Select(member => PathOfStars(member.Value)).FirstOrDefault(path => path is not null),
        JsonArray items => items.Select(PathOfStars).FirstOrDefault(path => path is not null),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Contains(SecretProperties.Stars, StringComparison.Ordinal) =>
            value.GetPath(),
        _ => null,
    };
}
