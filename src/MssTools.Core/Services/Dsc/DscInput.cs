using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.Services.Dsc;

/// <summary>What Microsoft DSC sends: properties of a definition, and some of its own.</summary>
/// <param name="Properties">Those of the definition, as they were sent.</param>
/// <param name="StatePath">Full path of the state folder of the service that is meant; null: the one that is there.</param>
/// <param name="Exists">False for something that must not be there.</param>
internal sealed record DscInput(JsonObject Properties, string? StatePath, bool Exists)
{
    /// <summary>The property that says whether there is such an instance.</summary>
    public const string ExistName = "_exist";

    /// <summary>The property that says which service is meant.</summary>
    public const string StatePathName = "statePath";

    /// <summary>The property of a test's answer that says whether all is as it was told.</summary>
    public const string InDesiredStateName = "_inDesiredState";

    /// <summary>The property by which an exported instance is named.</summary>
    public const string NameName = "_name";

    /// <summary>The property with what is not state: what would be done.</summary>
    public const string MetadataName = "_metadata";

    /// <summary>The property that says why something is kept and does not run.</summary>
    public const string LastErrorName = "lastError";

    // What is answered may come back.
    private static readonly string[] s_passedOver = [InDesiredStateName, NameName, MetadataName, LastErrorName];

    /// <summary>Reads it.</summary>
    /// <param name="text">JSON; nothing: no property.</param>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public static DscInput Read(string text)
    {
        JsonObject properties = Parse(text);
        foreach (string name in s_passedOver)
        {
            properties.Remove(name);
        }

        string? statePath = Taken<string>(properties, StatePathName, "a text");
        bool? exists = Taken<bool?>(properties, ExistName, "true or false");
        return new DscInput(properties, statePath, exists ?? true);
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? []
                : JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) as JsonObject
                    ?? throw new MssException(MssError.InvalidSetting, "The input is no object.", "Send the properties of an instance as a JSON object.");
        }
        catch (JsonException failure)
        {
            throw WireJson.Refused("The input", failure, "Send the properties of an instance as a JSON object.");
        }
    }

    private static T? Taken<T>(JsonObject properties, string name, string wanted)
    {
        if (!properties.TryGetPropertyValue(name, out JsonNode? node) || node is null)
        {
            return default;
        }

        properties.Remove(name);
        return node is JsonValue value && value.TryGetValue(out T? taken)
            ? taken
            : throw new MssException(MssError.InvalidSetting, $"{name} is {node.ToJsonString()}; it must be {wanted}.", "Correct the property.");
    }
}
