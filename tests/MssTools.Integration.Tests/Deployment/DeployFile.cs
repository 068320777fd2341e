using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>A file of <c>examples/deploy</c>.</summary>
internal static partial class DeployFile
{
    /// <summary>Its text.</summary>
    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>Its full path.</summary>
    public static string PathOf(string name) => Repository.PathOf($"examples/deploy/{name}");

    /// <summary>A file of one document of YAML, as the JSON that it stands for; what is merged is in its place.</summary>
    public static JsonObject ReadYaml(string name)
    {
        using var reader = new StringReader(Read(name));
        var stream = new YamlStream();
        stream.Load(reader);
        return JsonOf(Assert.Single(stream.Documents).RootNode)!.AsObject();
    }

    /// <summary>Variables of Compose and of systemd with what they stand for: <c>${NAME}</c> or <c>${NAME:?why}</c>.</summary>
    public static string WithVariables(string text, IReadOnlyDictionary<string, string> values) => Variable().Replace(text, found => values[found.Groups[1].Value]);

    private static JsonNode? JsonOf(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(Members(map).Select(pair => KeyValuePair.Create(pair.Key, JsonOf(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(JsonOf)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => PlainOf(scalar.Value),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException($"{node.Start}: {node.GetType().Name}"),
    };

    // What is merged comes first, and what the map says itself takes its place.
    private static Dictionary<string, YamlNode> Members(YamlMappingNode map)
    {
        Dictionary<string, YamlNode> members = map.Children.TryGetValue("<<", out YamlNode? merged) ? Members((YamlMappingNode)merged) : [];
        foreach ((YamlNode name, YamlNode value) in map)
        {
            members[((YamlScalarNode)name).Value!] = value;
        }

        members.Remove("<<");
        return members;
    }

    // The core schema of YAML 1.2.
    private static JsonValue? PlainOf(string? text) => text switch
    {
        null or "" or "null" or "~" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\$\{([A-Z_]+)(?::\?[^}]*)?\}")]
    private static partial Regex Variable();
}
