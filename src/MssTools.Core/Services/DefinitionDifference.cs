using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services;

/// <summary>In what two definitions differ, as people may see it.</summary>
internal static class DefinitionDifference
{
    private const int MostShown = 120;

    /// <summary>Names of the properties that differ, outermost ones; none: they mean the same.</summary>
    /// <param name="one">A definition.</param>
    /// <param name="other">One of the same type.</param>
    public static IReadOnlyList<string> NamesBetween<T>(T one, T other)
        where T : class =>
        [.. Between(one, other).Select(difference => difference.Name)];

    /// <summary>Sentences about the properties that differ; values with secrets have stars.</summary>
    /// <param name="now">The definition that is.</param>
    /// <param name="wanted">The one that is to be.</param>
    public static IReadOnlyList<string> Sentences<T>(T now, T wanted)
        where T : class
    {
        JsonObject shownNow = Shown(now);
        JsonObject shownWanted = Shown(wanted);
        return
        [
            .. Between(now, wanted).Select(difference =>
            {
                (string before, string after) = (Text(shownNow[difference.Key]), Text(shownWanted[difference.Key]));
                return before == after ? $"{difference.Name} differs in a secret." : $"{difference.Name} is {before} and is to be {after}.";
            }),
        ];
    }

    /// <summary>Refuses a start of a group that runs with other settings.</summary>
    /// <param name="running">As it was asked for.</param>
    /// <param name="wanted">As it is asked for now.</param>
    /// <exception cref="MssException">GroupInUse, with what differs.</exception>
    public static void RefuseOther(StreamDefinition running, StreamDefinition wanted)
    {
        IReadOnlyList<string> differences = Sentences(running, wanted);
        if (differences.Count > 0)
        {
            throw new MssException(
                MssError.GroupInUse,
                $"The group '{wanted.Identity}' runs with other settings: {string.Join(" ", differences)}",
                "Give -Force to change it, which a live group survives, or another -GroupName, or stop it first.");
        }
    }

    private static IEnumerable<(string Key, string Name)> Between<T>(T one, T other)
        where T : class
    {
        JsonObject left = Compared(one);
        JsonObject right = Compared(other);
        return left.Select(member => member.Key)
            .Where(key => !JsonNode.DeepEquals(left[key], right[key]))
            .Select(key => (key, char.ToUpperInvariant(key[0]) + key[1..]));
    }

    private static JsonObject Compared<T>(T definition) => JsonSerializer.SerializeToNode(definition, WireJson.Compared)!.AsObject();

    private static JsonObject Shown<T>(T definition) => JsonSerializer.SerializeToNode(definition, WireJson.Shown)!.AsObject();

    private static string Text(JsonNode? value)
    {
        string text = value?.ToJsonString(s_readable) ?? "not set";
        return text.Length > MostShown ? text[..MostShown] + "…" : text;
    }

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
